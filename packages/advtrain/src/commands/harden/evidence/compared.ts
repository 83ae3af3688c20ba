import { holdsMore, pairedLevel } from '@advtrain/compare';
import type { HoldsMore, PairedDifference } from '@advtrain/compare';
import { discordant, mcnemar, percentileInterval } from '@advtrain/statistics';
import type { Interval } from '@advtrain/statistics';
import type { AttackResult, ModelResult } from '../../evaluate/results.ts';

/** What one model has more than another on the same examples, as shares. */
export interface Difference {
  readonly value: number;
  /** Where it lies for other examples, by a bootstrap of the pairs: 95 %. */
  readonly interval: Interval;
  /** McNemar's mid-p, of this difference alone. */
  readonly p: number;
}

/** Compares which of the same examples two models are right on, the second subtracted from the first. */
export function differenceOf(first: readonly (0 | 1)[], second: readonly (0 | 1)[]): Difference {
  const differences = first.map((right, place) => right - second[place]!);
  const value = differences.reduce((sum, each) => sum + each, 0) / differences.length;
  const counts = discordant(
    first.map((right) => right === 1),
    second.map((right) => right === 1),
  );
  const interval = differences.length > 1 ? percentileInterval(differences) : { low: value, high: value };
  return { value, interval, p: mcnemar(counts).midP };
}

/** What attacks on texts do, for people who know none of them by name. */
const plainNames: Readonly<Record<string, string>> = {
  characters: 'typos (DeepWordBug)',
  words: 'synonyms (PWWS)',
  substitution: 'neighbours of words (greedy substitution)',
};

/** How an attack is called for people. */
export function calledOf({ as, radius, name }: Pick<AttackResult, 'as' | 'radius' | 'name'>): string {
  return radius ? `embeddings moved by ε ${radius.asked}` : (plainNames[as] ?? name);
}

/** The attacks that models are judged by: those on texts, and of those in balls the one at the headline. */
export function judged(model: ModelResult, headline: string): readonly AttackResult[] {
  return model.attacks.filter(({ radius }) => radius === undefined || radius.asked === headline);
}

/** Whether one reported model holds more than another under the attacks that count. */
export function against(first: ModelResult, second: ModelResult, headline: string): HoldsMore {
  return paired(judged(first, headline), judged(second, headline));
}

/** Where one model holds significantly less than another under attacks that neither is judged by: at other sizes of balls. */
export function losses(first: ModelResult, second: ModelResult, headline: string): readonly PairedDifference[] {
  const others = ({ attacks }: ModelResult) =>
    attacks.filter(({ radius }) => radius !== undefined && radius.asked !== headline);
  return paired(others(first), others(second)).attacks.filter((each) => isSure(each) && each.difference < 0);
}

/** Whether a difference is one, by the level at which models are said to differ. */
export function isSure({ p }: PairedDifference): boolean {
  return p < pairedLevel;
}

function paired(first: readonly AttackResult[], second: readonly AttackResult[]): HoldsMore {
  return holdsMore(
    first.map((attack, place) => ({ name: calledOf(attack), first: attack.held, second: second[place]!.held })),
  );
}
