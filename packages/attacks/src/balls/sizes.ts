import type { Site } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** Whose sizes are measured: an example's, over all its axes, or those of each of its tokens, over the last. */
export type Per = 'example' | 'token';

/**
 * ‖v‖₂ of each example [B, …] → [B, 1, …, 1], or of each token [B, T, D] → [B, T, 1].
 *
 * @param v in the shape of x.
 * @param per whose norm it is.
 */
export function norm(v: tf.Tensor, per: Per = 'example'): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(v), axes(v, per), true));
}

/**
 * max |v| of each example [B, …] → [B, 1, …, 1], or of each token [B, T, D] → [B, T, 1].
 *
 * @param v in the shape of x.
 * @param per whose largest entry it is.
 */
export function largest(v: tf.Tensor, per: Per = 'example'): tf.Tensor {
  return tf.max(tf.abs(v), axes(v, per), true);
}

/**
 * How many entries of each example may be perturbed, real tokens · width: [B, 1, …, 1], or a scalar without a mask. Of
 * each token it is the width.
 *
 * @param site its x, with the mask [B, T] of real tokens.
 * @param per whose entries are counted.
 */
export function freedom({ x, mask }: Site, per: Per = 'example'): tf.Tensor {
  const width = x.shape.at(-1)!;
  if (per === 'token') return constant(width);
  if (!mask) return constant(x.size / x.shape[0]);
  return tf.mul(tf.sum(mask, axes(mask, per), true), constant(width));
}

/**
 * v / size, where a size of 0 stands for a v of 0.
 *
 * @param v in the shape of x.
 * @param size what {@link norm} or {@link largest} says of v.
 */
export function unit(v: tf.Tensor, size: tf.Tensor): tf.Tensor {
  return tf.div(v, tf.where(tf.greater(size, constant(0)), size, tf.onesLike(size)));
}

/**
 * What brings a size down to a limit by multiplication: at most 1.
 *
 * @param size at least 0, of any shape.
 * @param limit of a shape that goes with `size`.
 */
export function shrinkage(size: tf.Tensor, limit: tf.Tensor): tf.Tensor {
  return tf.where(tf.greater(size, limit), tf.div(limit, size), tf.onesLike(size));
}

function axes(v: tf.Tensor, per: Per): number[] {
  return per === 'token' ? [v.rank - 1] : v.shape.slice(1).map((_, axis) => axis + 1);
}
