import { percent } from '../format.ts';
import { halfHasFallen, hasLearned, lossPassesGuess, wholeOf } from './probe.ts';
import type { Probe } from './probe.ts';

/** An ε, as a share, and why. */
export interface Choice {
  readonly share: number;
  /** A sentence. */
  readonly because: string;
}

/** How ε follows from what was measured. */
export interface Rule {
  readonly name: string;
  /** What it goes by, in a few words. */
  readonly says: string;
  /**
   * The ε that a probe speaks for.
   *
   * @param probe what was measured.
   */
  choose(probe: Probe): Choice;
}

/** What is useful lies between these shares by what is published; a measured ε beyond is cut. */
const least = 0.005;
const most = 0.12;

/** What is taken where the probe cannot say: the middle of what was measured to be good where nothing collapses. */
const otherwise = 0.03;

/** The same share whatever the data and the model are. */
function fixed(share: number): Rule {
  return {
    name: `fixed-${100 * share}%`,
    says: `ε is ${100 * share}% of ‖x‖, always`,
    choose: (probe) => ({ share, because: `ε is ${100 * share}% of ${wholeOf(probe)} whatever was measured.` }),
  };
}

/** Where something happens along the ascent. */
function measured(name: string, what: string, at: (probe: Probe) => number | undefined): Rule {
  return {
    name,
    says: `ε is where ${what}`,
    choose(probe) {
      const whole = wholeOf(probe);
      if (!hasLearned(probe))
        return {
          share: otherwise,
          because:
            `After ${probe.steps} steps the model is not better than a guess, so nothing can be read from its loss, and ε is ` +
            `${100 * otherwise}% of ${whole}, as a beginning.`,
        };
      const found = at(probe);
      if (found === undefined) {
        const [last] = probe.curve.slice(-1);
        return {
          share: most,
          because: `Not even at ${percent(last?.share ?? 0)} of ${whole} is it so that ${what}; ε is the largest that is usual.`,
        };
      }
      const share = Math.min(most, Math.max(least, found));
      const cut = share === found ? '' : `, cut to what is usual, ${percent(least)} to ${percent(most)}`;
      return { share, because: `At ${percent(found)} of ${whole} ${what}${cut}.` };
    },
  };
}

/** The rules by their names. */
export const rules = {
  'fixed-2%': fixed(0.02),
  'fixed-5%': fixed(0.05),
  'half-fall': measured('half-fall', 'half of the right answers fall', halfHasFallen),
  'ln-C': measured('ln-C', 'the mean loss is that of a guess, ln C', lossPassesGuess),
} as const satisfies Readonly<Record<string, Rule>>;

/** The name of one of {@link rules}. */
export type RuleName = keyof typeof rules;

/** Their names. */
export const ruleNames = Object.keys(rules) as readonly RuleName[];

/** The one that is taken where none is named: on texts it did best of all against published constants (`bench/calibration.md`). */
export const defaultRule: RuleName = 'ln-C';
