import { checkCount } from '../numbers/checked.ts';

/** On how many examples one of two models alone is right. */
export interface Discordant {
  /** The first is right and the second wrong. */
  readonly onlyFirst: number;
  /** The second is right and the first wrong. */
  readonly onlySecond: number;
  readonly examples: number;
}

/**
 * Counts where two models differ: of each, which examples it answers right, in one order.
 *
 * @param first whether the first model answers each example right.
 * @param second whether the second one does, in the same order.
 */
export function discordant(first: ArrayLike<boolean>, second: ArrayLike<boolean>): Discordant {
  if (first.length !== second.length) {
    throw new Error(
      `The first model has ${first.length} answers and the second ${second.length}: compare them on the same examples.`,
    );
  }
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i]! && !second[i]!) onlyFirst++;
    if (second[i]! && !first[i]!) onlySecond++;
  }
  return { onlyFirst, onlySecond, examples: first.length };
}

/** The two-sided p of McNemar's test. */
export interface McNemar {
  /** By the binomial distribution: never above its level, and often far below. */
  readonly exact: number;
  /** Half of the probability of what was seen left out: nearer to its level, and above it hardly ever. */
  readonly midP: number;
}

/**
 * McNemar's test (1947) of two models on the same examples: only those count that one of them alone answers right. `exact` is
 * the binomial test; `midP` is the one that Fagerland, Lydersen & Laake (*The McNemar test for binary matched-pairs data*, 2013)
 * recommend. It is about these two models: what another seed would give it does not know. Without such examples both are 1.
 *
 * @param counts how many examples one model alone answers right.
 */
export function mcnemar({ onlyFirst, onlySecond }: Pick<Discordant, 'onlyFirst' | 'onlySecond'>): McNemar {
  checkCount('onlyFirst', onlyFirst, 0);
  checkCount('onlySecond', onlySecond, 0);
  const all = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  let logarithm = -all * Math.LN2;
  let at = Math.exp(logarithm);
  let below = at;
  for (let k = 1; k <= fewer; k++) {
    logarithm += Math.log((all - k + 1) / k);
    at = Math.exp(logarithm);
    below += at;
  }
  return { exact: Math.min(1, 2 * below), midP: Math.min(1, 2 * below - at) };
}
