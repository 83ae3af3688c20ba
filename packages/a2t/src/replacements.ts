import type { Candidates } from '@advtrain/attacks';
import type { Step } from '@advtrain/core';
import { constant, product } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How words are replaced. */
export interface ReplacementOptions {
  /** ∂loss/∂x at the clean texts, [B, T, D]. */
  readonly gradient: tf.Tensor;
  /** Words of a text at most. */
  readonly words: number;
  /** The embeddings of the candidates [B, T, N, D]. */
  readonly embedded: tf.Tensor;
  /** The perturbation [B, T, D] that puts candidates in their places, by which are chosen [B, T, N]. */
  readonly moved: (chosen: tf.Tensor) => tf.Tensor;
}

/** What an attack has reached: which candidates stand in the places, and what the model makes of that. */
interface Reached {
  /** [B, T, N]: 1 for the candidate that stands in a place, else 0. */
  readonly chosen: tf.Tensor;
  /** The cross-entropy of each text [B, 1]. */
  readonly losses: tf.Tensor;
  /** 1 where the model still gets a text right [B, 1], else 0. */
  readonly right: tf.Tensor;
}

/** Which candidates [B, T, N] a greedy attack puts in the places of a batch: 1 for each place's one, else 0. */
export function replacements(step: Step, { allowed }: Candidates, options: ReplacementOptions): tf.Tensor {
  const { gradient, words, embedded, moved } = options;
  const [size, length, count] = allowed.shape as [number, number, number];
  const itself = oneOf(tf.zeros([size, length], 'int32'), count);
  const others = tf.sub(allowed, itself);
  const best = oneOf(tf.argMax(gains(embedded, others, gradient), -1), count);
  const hasOther = tf.max(others, -1);
  // What cannot be replaced comes after all that can.
  let order = tf.sub(tf.mul(tf.add(tf.sum(tf.abs(gradient), -1), constant(1)), hasOther), constant(1));
  let reached = judged(step, itself, undefined);
  for (let word = 0; word < words; word++) {
    const place = oneOf(tf.argMax(order, -1), length);
    const replaced = tf.expandDims(tf.mul(place, hasOther), -1);
    const next = judged(step, mixed(replaced, best, reached.chosen), moved);
    const better = tf.mul(tf.cast(tf.greater(next.losses, reached.losses), 'float32'), reached.right);
    reached = {
      chosen: mixed(tf.expandDims(better, -1), next.chosen, reached.chosen),
      losses: mixed(better, next.losses, reached.losses),
      right: mixed(better, next.right, reached.right),
    };
    order = mixed(place, constant(-2), order);
  }
  return reached.chosen;
}

/** By how much the loss rises to first order with each candidate in its place [B, T, N]; hopelessly little where it may not be. */
function gains(embedded: tf.Tensor, others: tf.Tensor, gradient: tf.Tensor): tf.Tensor {
  const scores = tf.squeeze(product(embedded, tf.expandDims(gradient, -1)), [-1]);
  return tf.sub(tf.mul(scores, others), tf.mul(tf.sub(constant(1), others), constant(1e30)));
}

/** What the model, without dropout, makes of the texts with candidates in their places. */
function judged(step: Step, chosen: tf.Tensor, moved: ReplacementOptions['moved'] | undefined): Reached {
  const logits = step.logits(moved?.(chosen), { key: null });
  const [, classes] = logits.shape;
  const label = tf.cast(tf.oneHot(step.batch.labels, classes), 'float32');
  const others = tf.max(tf.sub(logits, tf.mul(label, constant(1e9))), 1, true);
  const own = tf.sum(tf.mul(logits, label), 1, true);
  const losses = tf.sub(tf.logSumExp(logits, 1, true), own);
  return { chosen, losses, right: tf.cast(tf.greater(own, others), 'float32') };
}

/** `one` where `which` is 1, `other` where it is 0. */
function mixed(which: tf.Tensor, one: tf.Tensor, other: tf.Tensor): tf.Tensor {
  return tf.add(other, tf.mul(which, tf.sub(one, other)));
}

/** 1 at the index, 0 elsewhere, along a new last axis. */
function oneOf(index: tf.Tensor, count: number): tf.Tensor {
  return tf.cast(tf.oneHot(index, count), 'float32');
}
