import type { Model } from '@advtrain/core';
import { attacked } from './attack-each.ts';
import type { Attacked, RobustnessOptions } from './attack-each.ts';
import type { ExampleSet } from '../example-set.ts';

/** Accuracy under attack in one ball. */
export interface RobustPoint {
  readonly radius: number;
  /** The share of attacked examples still classified correctly, in [0, 1]. */
  readonly accuracy: number;
}

/**
 * Accuracy under the attack of {@link attackEach} at each radius, that on the clean ones of the attacked examples (radius 0) first.
 * It never rises with the radius.
 *
 * @param model what is attacked.
 * @param set the examples, with their labels.
 * @param options the radii, the moves, the number of examples and the ball.
 */
export async function robustness(
  model: Model,
  set: ExampleSet,
  options: RobustnessOptions,
): Promise<readonly RobustPoint[]> {
  return robustPoints(await attacked('robustness', model, set, options), options.radii);
}

/**
 * The shares of attacked examples that are not lost, clean (radius 0) and at each radius.
 *
 * @param attacked what {@link attackEach} gave.
 * @param radii those that it was given.
 */
export function robustPoints({ lostAt }: Attacked, radii: readonly number[]): readonly RobustPoint[] {
  return [0, ...radii].map((radius) => ({
    radius,
    accuracy: lostAt.filter((lost) => lost > radius).length / lostAt.length,
  }));
}
