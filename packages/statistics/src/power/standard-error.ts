import { checkCount } from '../numbers/checked.ts';
import type { Discordant } from '../tests/mcnemar.ts';

/** The standard error of an accuracy that was measured on this many examples, as a share in [0, 0.5]. */
export function standardError(accuracy: number, examples: number): number {
  return Math.sqrt((accuracy * (1 - accuracy)) / Math.max(1, examples));
}

/**
 * The standard error of the difference of two accuracies on the same examples: of n, b are answered right by the first model alone
 * and c by the second, √(b + c − (b − c)²/n) / n. Much smaller than that of two accuracies on examples of their own where the models agree
 * on most.
 */
export function pairedStandardError({ onlyFirst, onlySecond, examples }: Discordant): number {
  checkCount('examples', examples, 1);
  const difference = onlyFirst - onlySecond;
  return Math.sqrt(onlyFirst + onlySecond - (difference * difference) / examples) / examples;
}
