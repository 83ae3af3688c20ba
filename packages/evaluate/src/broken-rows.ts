import { move } from '@advtrain/attacks';
import type { Ball } from '@advtrain/attacks';
import { probe } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import { predictions } from '@advtrain/datasets';
import { constant, fold, key } from '@advtrain/engine';
import type { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { ExampleSet } from './example-set.ts';
import type { Pause } from './pause.ts';
import { recordedSite } from './recorded-site.ts';
import type { Probed } from './recorded-site.ts';

/** An attack in one ball. */
export interface BallAttack {
  readonly model: Model;
  readonly set: ExampleSet;
  readonly ball: Ball;
  /** Ascent moves of each example, at least 1. */
  readonly steps: number;
  /** What logits are divided by in the loss that is climbed. */
  readonly divisor: number;
  /** Examples a batch. Default: as many as an evaluation of the set has. */
  readonly batchSize?: number;
  /** What serves this model and this divisor alone. */
  readonly recordings: Recordings;
  readonly pause: Pause;
}

/** Batches that are attacked side by side: more fill up better, but all their perturbations are in memory. */
const sideBySide = 16;

/**
 * Which of `rows` are broken: misclassified at the random start or after any move. What is broken leaves, and before every
 * move the others are put together anew in full batches of neighbours in length. So what becomes of an example depends on its
 * row in the set alone, and not on who shares its batch, but for the rounding of sums in batches of other shapes.
 */
export async function brokenRows(rows: readonly number[], attack: BallAttack): Promise<ReadonlySet<number>> {
  const found = new Set(rows);
  if (rows.length === 0) return found;
  const planned = attack.set.pick(rows).evaluation(attack.batchSize).rows;
  const ordered = planned.flatMap((batch) => [...batch].map((at) => rows[at]!));
  const size = attack.batchSize ?? [...planned[0]!].length;
  for (let first = 0; first < ordered.length; first += sideBySide * size) {
    const held = await heldRows(ordered.slice(first, first + sideBySide * size), size, attack);
    for (const row of held) found.delete(row);
  }
  return found;
}

/** Perturbations between moves, by rows, without regard to padding, on which they are 0. */
type Deltas = Map<number, Float32Array>;

/** Which of these rows, all attacked side by side, are right to the end. */
async function heldRows(rows: readonly number[], size: number, attack: BallAttack): Promise<readonly number[]> {
  const deltas: Deltas = new Map();
  let left = rows;
  for (let taken = 0; taken <= attack.steps; taken++) {
    const held: number[] = [];
    for (const batch of packed(left, size)) {
      held.push(...advanced(batch, deltas, taken, attack));
      await attack.pause();
    }
    left = held;
  }
  return left;
}

/** Rows in batches of few sizes: what fills no batch is filled up to a half or a quarter of one by repeating its first. */
function packed(rows: readonly number[], size: number): readonly (readonly number[])[] {
  const sizes = [size / 4, size / 2].filter(Number.isInteger);
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => {
    const batch = rows.slice(index * size, (index + 1) * size);
    const filled = sizes.find((each) => each >= batch.length) ?? size;
    return [...Array.from({ length: filled - batch.length }, () => batch[0]!), ...batch];
  });
}

/** Looks where the examples of a batch have come to, moves those that are still right, and gives their rows in order. */
function advanced(rows: readonly number[], deltas: Deltas, taken: number, attack: BallAttack): readonly number[] {
  const { model, set, recordings, divisor, ball, steps } = attack;
  const batches = set.pick(rows).evaluation(rows.length);
  const order = [...batches.rows[0]!].map((at) => rows[at]!);
  const held: number[] = [];
  for (const batch of batches) {
    tf.tidy(() => {
      const probed = probe(model, batch, { key: key(0) });
      // The sum, not the mean: an example's gradient is then its own, whatever the size of its batch.
      const site = recordedSite(probed, batch, recordings, (logits) =>
        tf.mul(probed.loss(tf.div(logits, divisor)), constant(rows.length)),
      );
      const delta = taken === 0 ? ball.project(startsOf(order, site, ball), site) : gathered(order, deltas, site);
      const { logits, gradient } = taken < steps ? site.climb(delta) : { logits: site.logits(delta) };
      const right = rightOnes(logits, order, set);
      const isHeld = order.map((row, at) => right[at] === true && order.indexOf(row) === at);
      held.push(...order.filter((_, at) => isHeld[at]));
      if (!gradient) return;
      const moved = move(ball, delta, gradient, site).dataSync<'float32'>();
      const each = moved.length / rows.length;
      for (const [at, row] of order.entries()) {
        if (isHeld[at]) deltas.set(row, moved.slice(at * each, (at + 1) * each));
        else if (right[at] !== true) deltas.delete(row);
      }
    });
  }
  return held;
}

/** A random start for each example, of a key of its own, in the shape of `site.x`. */
function startsOf(rows: readonly number[], site: Probed, ball: Ball): tf.Tensor {
  const part = (whole: tf.Tensor, at: number) => tf.slice(whole, at, 1);
  return tf.concat(
    rows.map((row, at) =>
      ball.start({
        ...site,
        key: fold(key(0), `attack ${row}`),
        x: part(site.x, at),
        ...(site.mask && { mask: part(site.mask, at) }),
      }),
    ),
  );
}

/** The perturbations of the examples in the shape of `site.x`, whose padding may be longer or shorter than it was. */
function gathered(rows: readonly number[], deltas: Deltas, { x }: Probed): tf.Tensor {
  const values = new Float32Array(x.size);
  const each = x.size / rows.length;
  for (const [at, row] of rows.entries()) values.set(deltas.get(row)!.subarray(0, each), at * each);
  return tf.tensor(values, x.shape);
}

/** Whether each example's label is what the logits [B, C] answer; never where they are not numbers. */
function rightOnes(logits: tf.Tensor2D, rows: readonly number[], { labels }: ExampleSet): readonly boolean[] {
  const predicted = predictions(logits);
  const known = tf.tidy(() => tf.all(tf.isFinite(logits), 1).dataSync());
  return rows.map((row, at) => predicted[at] === labels[row] && known[at] === 1);
}
