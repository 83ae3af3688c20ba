import { checkCount, checkShare } from '../numbers/checked.ts';
import { normalQuantile } from '../numbers/normal.ts';

/** A test set, and how often two models differ on it. */
export interface TestSet {
  readonly examples: number;
  /** The share of examples that one of the two models alone answers right, above 0 and at most 1. */
  readonly discordant: number;
  /** Of McNemar's test. Default 0.05. */
  readonly level?: number;
  /** The chance to find the difference. Default 0.8. */
  readonly power?: number;
}

/**
 * The smallest difference of two models' accuracies, as a share, that McNemar's test finds on so many examples: in closed form, by
 * the normal approximation (Connor, *Sample size for testing differences in proportions for the paired-sample design*, 1987). No
 * number of seeds on the same examples goes below it for the question of how a method does on *other* examples. At most
 * `discordant`, which is the largest difference there can be; `Infinity` where not even that would be found.
 *
 * @param test the examples, the share on which the two models disagree, the level (default 0.05) and the power (default 0.8).
 */
export function detectableOn({ examples, discordant, level = 0.05, power = 0.8 }: TestSet): number {
  checkCount('examples', examples, 1);
  checkShare('level', level, 0.05);
  checkShare('power', power, 0.8);
  if (!(discordant > 0 && discordant <= 1)) {
    throw new Error(`discordant is ${discordant}, but must be above 0 and at most 1.`);
  }
  const ofLevel = normalQuantile(1 - level / 2) * Math.sqrt(discordant);
  const ofPower = normalQuantile(power);
  const lacks = (difference: number) =>
    ofLevel + ofPower * Math.sqrt(discordant - difference * difference) > difference * Math.sqrt(examples);
  let low = 0;
  let high = discordant;
  if (lacks(high)) return Infinity;
  for (let halvings = 0; halvings < 50; halvings++) {
    const middle = (low + high) / 2;
    if (lacks(middle)) low = middle;
    else high = middle;
  }
  return high;
}
