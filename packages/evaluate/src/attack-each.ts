import { l2, linf, temperature as calibrated } from '@advtrain/attacks';
import type { Ball } from '@advtrain/attacks';
import { wholeNumber } from '@advtrain/core';
import type { Batch, Model } from '@advtrain/core';
import { predictions } from '@advtrain/datasets';
import { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { attackedRows } from './attacked-rows.ts';
import { brokenRows } from './broken-rows.ts';
import type { ExampleSet } from './example-set.ts';
import { noPause } from './pause.ts';
import type { Pause } from './pause.ts';

/** The attack that accuracy is measured under. */
export interface RobustnessOptions {
  /** Radii ε of the balls, above 0: l2 of an example's embeddings, ℓ∞ of its pixels. What a smaller ball has broken is lost in larger ones. */
  readonly radii: readonly number[];
  /** Ascent moves for each example and radius, at least 1. Default 10. */
  readonly steps?: number;
  /**
   * How many examples are attacked: a random choice, the same for all models, in which classes have the shares that they have
   * in the set. Default: all.
   */
  readonly examples?: number;
  /**
   * What logits are divided by in the loss that the attack climbs, above 0. Default `calibrated`: the temperature at which
   * the model is calibrated on these examples, lest over-confidence, which flattens the loss, pass for robustness.
   */
  readonly temperature?: number | 'calibrated';
  /**
   * The ball of a radius, within those of larger ones. Default: l2 around embeddings, ℓ∞ around the pixels of a model that has
   * a domain, with a random start of magnitude ε and moves of 2.5·ε / steps.
   */
  readonly ball?: (radius: number) => Ball;
  /** Examples a batch, which changes results by rounding alone. Default: as many as an evaluation of the set has. */
  readonly batchSize?: number;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause;
}

/** What an attack has done to each example. */
export interface Attacked {
  /** The examples that were attacked, by their indices in the set, ascending. */
  readonly rows: readonly number[];
  /** Of each of them the smallest radius at which it is lost: 0 where the model errs on the clean one, `Infinity` where none breaks it. */
  readonly lostAt: readonly number[];
}

/**
 * Attacks examples by projected gradient ascent on the loss (Madry et al., 2018), without dropout. An example is lost at a
 * radius if the model errs on it clean, if a smaller ball has broken it, or if the random start or any move in the ball is
 * misclassified (as AutoAttack counts, Croce & Hein, 2020). What is lost is not attacked further. Deterministic; the start
 * of an example is a function of its index in the set. Needs a model that answers classes.
 */
export async function attackEach(model: Model, set: ExampleSet, options: RobustnessOptions): Promise<Attacked> {
  const { radii, steps = 10, examples = set.labels.length, temperature = 'calibrated', pause = noPause } = options;
  wholeNumber('steps', steps, 1);
  wholeNumber('examples', examples, 1);
  if (options.batchSize !== undefined) wholeNumber('batchSize', options.batchSize, 1);
  for (const radius of radii) above('A radius', radius);
  if (temperature !== 'calibrated') above('temperature', temperature);
  const rows = attackedRows(set.labels, examples);
  const labels = rows.map((row) => set.labels[row]!);
  const logits = await cleanLogits(model, rows.length < set.labels.length ? set.pick(rows) : set, pause);
  const divisor = temperature === 'calibrated' ? calibrated(logits, labels) : temperature;
  const predicted = tf.tidy(() => predictions(tf.tensor2d(logits as number[][])));
  const lostAt = new Map(rows.map((row, at) => [row, predicted[at] === labels[at] ? Infinity : 0]));
  // Almost every shape comes again with the next move, and to record it pays for itself in two or three.
  const recordings = new Recordings({ variables: Object.values(model.params), after: 0 });
  const { batchSize } = options;
  const shared = { model, set, steps, divisor, recordings, pause, ...(batchSize === undefined ? {} : { batchSize }) };
  try {
    for (const radius of [...radii].sort((a, b) => a - b)) {
      const ball = options.ball?.(radius) ?? usualBall(model, radius, steps);
      const left = rows.filter((row) => lostAt.get(row) === Infinity);
      for (const row of await brokenRows(left, { ...shared, ball })) lostAt.set(row, radius);
    }
  } finally {
    recordings.dispose();
  }
  return { rows, lostAt: [...lostAt.values()] };
}

/** A start off the clean point, for there the gradient of a confident model may vanish. */
function usualBall({ domain }: Model, radius: number, steps: number): Ball {
  const make = domain ? linf : l2;
  return make({ radius, stepSize: (2.5 * radius) / steps, start: radius });
}

function above(name: string, value: number): void {
  if (!(value > 0)) throw new Error(`${name} is ${value}, but must be greater than 0.`);
}

/** Logits of the examples of a set, in their order. */
async function cleanLogits(model: Model, set: ExampleSet, pause: Pause): Promise<readonly (readonly number[])[]> {
  const batches = set.evaluation();
  const all: number[][] = [];
  let index = 0;
  for (const batch of batches) {
    const rows = tf.tidy(() => clean(model, batch).arraySync());
    [...(batches.rows[index] ?? [])].forEach((row, i) => (all[row] = rows[i] ?? []));
    index++;
    await pause();
  }
  return all;
}

function clean({ params, embed, stem, trunk }: Model, { inputs }: Batch): tf.Tensor2D {
  return trunk(params, stem(params, embed(params, inputs), inputs), inputs);
}
