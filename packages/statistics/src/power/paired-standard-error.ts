import { checkCount } from '../numbers/checked.ts';
import type { Discordant } from '../tests/mcnemar.ts';

/**
 * The standard error of the difference of two accuracies on the same examples: of n, b are answered right by the first model alone
 * and c by the second, √(b + c − (b − c)²/n) / n. Much smaller than that of two accuracies on examples of their own where the models agree
 * on most. 0 where they differ on none, which is no certainty that they differ nowhere.
 *
 * @param counts how many examples one model alone answers right, and how many there are.
 */
export function pairedStandardError({ onlyFirst, onlySecond, examples }: Discordant): number {
  checkCount('examples', examples, 1);
  const difference = onlyFirst - onlySecond;
  return Math.sqrt(onlyFirst + onlySecond - (difference * difference) / examples) / examples;
}
