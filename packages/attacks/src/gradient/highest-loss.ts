import { atLeast, wholeNumber } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import { constant, Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { AttackOptions } from '../attack/attack.ts';
import { confine } from '../balls/confine.ts';
import { freedom, norm, shrinkage, unit } from '../balls/sizes.ts';
import type { Algorithm, AttackSite, State, StepAt, Taken } from './algorithm.ts';
import type { AttackedSet } from './attacked-set.ts';
import { each, noise } from './beginning.ts';
import { drive } from './driving/drive.ts';
import { plainCrossEntropy } from './objectives.ts';
import { perRow } from './rows.ts';

/** How the highest loss within a ball is looked for. */
export interface HighestLossOptions extends Pick<AttackOptions, 'key' | 'batchSize' | 'pause' | 'progress'> {
  /** The examples, by their rows, and the l2 radius of each, above 0. */
  readonly radii: ReadonlyMap<number, number>;
  /** Moves at most. Default 2000. */
  readonly steps?: number;
  /** α, the length of a move. Default 0.005. */
  readonly stepSize?: number;
  /** The loss above which nothing is looked for any more. Default: none. */
  readonly enough?: number;
  /** The relative change of the loss below which a move changes nothing. Default 1e-5. */
  readonly tolerance?: number;
  /** Where passes through the model are recorded. Default: its own, freed at the end. */
  readonly recordings?: Recordings;
}

/** Moves without a change, at the boundary, after which it is over; and losses whose spread counts as one. */
const unchanged = 50;
const remembered = 25;

/**
 * The highest loss of each example within its ball that l2 ascent finds, by its row (Zhu et al., 2020, Table 5; its code's
 * `get_highest_loss.py`): from a random start, without dropout, at plain logits, until 50 moves in a row at the boundary have
 * changed the loss by less than the tolerance. Costs 2 units a move. Other than the code, which has batches of one, examples
 * climb side by side.
 *
 * @param model what is looked at.
 * @param set the examples, of which those with a radius are looked at.
 * @param options the radii, the length and number of moves, and where to stop.
 */
export async function highestLoss(
  model: Model,
  set: AttackedSet,
  options: HighestLossOptions,
): Promise<ReadonlyMap<number, number>> {
  const { radii, steps = 2000, stepSize = 0.005, enough = Infinity, tolerance = 1e-5, progress, ...run } = options;
  wholeNumber('steps', steps, 1);
  atLeast('stepSize', stepSize, 0);
  atLeast('tolerance', tolerance, 0);
  for (const radius of radii.values()) atLeast('radius', radius, 0);
  const recordings = run.recordings ?? new Recordings({ variables: Object.values(model.params), after: 0 });
  const found = new Map<number, number>();
  try {
    await drive([...radii.keys()], {
      ...run,
      model,
      set,
      recordings,
      algorithm: highestLossAlgorithm(radii, { steps, stepSize, enough, tolerance }),
      name: `highest loss ${tolerance}`,
      temperature: 1,
      others: () => [],
      steps: () => steps,
      done: (row, { value }) => {
        found.set(row, value!);
        progress?.(found.size, radii.size);
      },
    });
  } finally {
    if (!run.recordings) recordings.dispose();
  }
  return found;
}

interface Ascent {
  readonly steps: number;
  readonly stepSize: number;
  readonly enough: number;
  readonly tolerance: number;
}

/** The ascent of {@link highestLoss}. */
export function highestLossAlgorithm(
  radii: ReadonlyMap<number, number>,
  { steps, stepSize, enough, tolerance }: Ascent,
): Algorithm {
  const length = (): number => stepSize;
  const limit = (): number => Math.min(enough, 3e38);
  return {
    steps,
    sizes: [length, limit],
    units: () => 2,
    // How many of the remembered losses there are yet: the first of them is the code's −1.
    numbers: (index) => [Math.min(index + 1, remembered)],
    start(beginning) {
      const { site, rows } = beginning;
      const radius = tf.tensor1d(rows.map((row) => radii.get(row)!));
      const scale = tf.div(perRow(radius, site.x.rank), tf.sqrt(tf.maximum(freedom(site), constant(1))));
      const losses = tf.concat([tf.zeros([rows.length, remembered - 1]), tf.fill([rows.length, 1], -1)], 1);
      const delta = confine(tf.mul(noise(beginning, 'uniform'), scale), site);
      return { delta, radius, losses, most: each(beginning, -1), still: each(beginning, 0) };
    },
    step: (site, state, at) =>
      moved(site, state, at, { length: site.value(length), limit: site.value(limit), tolerance }),
  };
}

interface Sizes {
  readonly length: tf.Scalar;
  readonly limit: tf.Scalar;
  readonly tolerance: number;
}

function moved(site: AttackSite, state: State, { numbers }: StepAt, { length, limit, tolerance }: Sizes): Taken {
  const { delta, radius, losses, most, still } = state;
  const { values, gradient } = site.climb(delta!, plainCrossEntropy);
  const climbed = tf.add(delta!, tf.mul(unit(gradient, norm(gradient)), length));
  const size = norm(climbed);
  const limits = perRow(radius as tf.Tensor1D, delta!.rank);
  const next = confine(tf.mul(climbed, shrinkage(size, limits)), site);
  const isOut = tf.greaterEqual(tf.reshape(size, [-1]), tf.mul(radius!, constant(0.999)));
  const change = tf.div(tf.abs(tf.sub(values, most!)), values);
  const spread = tf.div(deviation(losses as tf.Tensor2D, numbers[0]!), values);
  const isStill = tf.logicalOr(tf.less(change, constant(tolerance)), tf.less(spread, constant(tolerance)));
  const count = tf.mul(tf.add(still!, constant(1)), tf.cast(tf.logicalAnd(isStill, isOut), 'float32'));
  const highest: tf.Tensor1D = tf.maximum(most as tf.Tensor1D, values);
  const found: tf.Tensor1D = tf.logicalOr(tf.greaterEqual(count, constant(unchanged)), tf.greater(highest, limit));
  const kept = tf.slice(losses!, [0, 1], [-1, remembered - 1]);
  const following = { delta: next, radius: radius!, most: highest, still: count };
  return {
    seen: next,
    found,
    value: highest,
    state: { ...following, losses: tf.concat([kept, tf.expandDims(values, 1)], 1) },
  };
}

/** The standard deviation of the last `count` of each row, [B]. */
function deviation(losses: tf.Tensor2D, count: tf.Scalar): tf.Tensor1D {
  const places = tf.range(0, remembered);
  const isKnown = tf.cast(tf.greaterEqual(places, tf.sub(constant(remembered), count)), 'float32');
  const mean = tf.div(tf.sum(tf.mul(losses, isKnown), 1, true), count);
  const squares = tf.mul(tf.square(tf.sub(losses, mean)), isKnown);
  const variance = tf.div(tf.sum(squares, 1), count);
  return tf.reshape(tf.sqrt(variance), [losses.shape[0]]);
}
