import { constant } from '@advtrain/engine';
import type { Site } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A set of allowed perturbations, and how to move in it. Every method gives a tensor in the shape of `site.x`, zero on
 * padding, allowed, and computed without reading a value back.
 */
export interface Ball {
  /**
   * A start at random, a function of the site's key alone. As published it is not projected: in an l2 ball a `start`
   * above √3 · radius begins outside, and the first move brings it in.
   */
  random(site: Site): tf.Tensor;
  /** One projected step of steepest ascent: Π(δ + stepSize · direction(gradient)). A zero gradient moves nothing. */
  ascend(delta: tf.Tensor, gradient: tf.Tensor, site: Site): tf.Tensor;
  /** The nearest perturbation in the ball, then cut so that x + δ stays in the model's domain. */
  project(delta: tf.Tensor, site: Site): tf.Tensor;
}

/** Zero on padding, and such that x + δ stays in the model's domain. */
export function confine(delta: tf.Tensor, site: Site): tf.Tensor {
  const { x, domain } = site;
  const seen = visible(delta, site);
  return domain ? tf.sub(tf.clipByValue(tf.add(x, seen), ...domain), x) : seen;
}

/** A perturbation or a gradient, zero on padding. */
export function visible(v: tf.Tensor, { mask }: Site): tf.Tensor {
  return mask ? tf.mul(v, mask) : v;
}

/** ‖v‖₂ of each example, over all its axes: [B, …] → [B, 1, …, 1]. */
export function norm(v: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(v), inner(v), true));
}

/** max |v| of each example, over all its axes: [B, …] → [B, 1, …, 1]. */
export function largest(v: tf.Tensor): tf.Tensor {
  return tf.max(tf.abs(v), inner(v), true);
}

/** How many entries of each example may be perturbed: real tokens · width. [B, 1, …, 1], or a scalar without a mask. */
export function freedom({ x, mask }: Site): tf.Tensor {
  if (!mask) return constant(x.size / x.shape[0]);
  return tf.mul(tf.sum(mask, inner(mask), true), constant(x.shape.at(-1)!));
}

/** v / size for each example, where a size of 0 stands for a v of 0. */
export function unit(v: tf.Tensor, size: tf.Tensor): tf.Tensor {
  return tf.div(v, tf.where(tf.greater(size, constant(0)), size, tf.onesLike(size)));
}

function inner(v: tf.Tensor): number[] {
  return v.shape.slice(1).map((_, axis) => axis + 1);
}
