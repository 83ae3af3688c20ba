import { list, percent, points, rounded } from '../format.ts';

/** What is preferred where accuracy and robustness are at odds. */
export const preferences = ['balance', 'accuracy', 'robustness'] as const;

/** One of {@link preferences}. */
export type Preference = (typeof preferences)[number];

/** How much clean accuracy robustness may cost where both count and nobody says how much, as a share. */
export const tolerance = 0.005;

/** A trained model among which one is picked. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  /** The first metric without an attack, the higher the better. */
  readonly clean: number;
  /** The share that is right under each attack, in [0, 1]: the same attacks for all. */
  readonly held: readonly number[];
}

/** The contender that a rule picks, and why, in a sentence. */
export interface Pick {
  readonly name: string;
  readonly because: string;
}

/**
 * A rule in words.
 *
 * @param prefer the rule.
 * @param giveUp how much clean accuracy robustness may cost with `'balance'`, as a share. Default: {@link tolerance}.
 */
export function pickRule(prefer: Preference, giveUp: number = tolerance): string {
  const rules: Readonly<Record<Preference, string>> = {
    balance: `the most robust of those whose clean accuracy is at most ${rounded(100 * giveUp)} points below the best; robust is the mean accuracy under the attacks`,
    accuracy: 'the best clean accuracy, and of equals the most robust',
    robustness: 'the most robust whatever that costs in clean accuracy; robust is the mean accuracy under the attacks',
  };
  return rules[prefer];
}

/**
 * Picks one contender by a stated rule; of equals the one with the better clean accuracy, then the first. Their figures are to be
 * of examples that are not reported, for what is picked by them is flattered. Throws without contenders.
 *
 * @param contenders each with its clean accuracy and what it holds under attacks.
 * @param prefer the rule.
 * @param giveUp how much clean accuracy robustness may cost with `'balance'`, as a share. Default: {@link tolerance}.
 */
export function picked(
  contenders: readonly Contender[],
  prefer: Preference = 'balance',
  giveUp: number = tolerance,
): Pick {
  const best = Math.max(...contenders.map(({ clean }) => clean));
  // Shares of counted examples differ by rounding where they are meant to be alike.
  const among = prefer === 'balance' ? contenders.filter(({ clean }) => best - clean <= giveUp + 1e-9) : contenders;
  const [first] = [...among].sort(prefer === 'accuracy' ? byAccuracy : byRobustness);
  if (!first) throw new Error('There is nothing to pick from: every training failed.');
  const figures = `${points(first.clean)} clean and ${points(robustnessOf(first))} under the attacks`;
  const rest = among.length === contenders.length ? '' : `, among ${list(among.map(({ title }) => title))}`;
  return {
    name: first.name,
    because: `${first.title} has ${figures}${rest}; the best clean accuracy is ${percent(best)}.`,
  };
}

/**
 * The mean accuracy under the attacks; the clean one where there are none.
 *
 * @param contender its clean accuracy, and what it holds under attacks.
 */
export function robustnessOf({ held, clean }: Contender): number {
  return held.length === 0 ? clean : held.reduce((sum, share) => sum + share, 0) / held.length;
}

function byRobustness(a: Contender, b: Contender): number {
  return robustnessOf(b) - robustnessOf(a) || b.clean - a.clean;
}

function byAccuracy(a: Contender, b: Contender): number {
  return b.clean - a.clean || robustnessOf(b) - robustnessOf(a);
}
