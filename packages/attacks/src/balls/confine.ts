import type { Site } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Zero on padding, and such that x + δ stays in the model's domain.
 *
 * @param delta δ, in the shape of x.
 * @param site the place, with its x, mask and key.
 */
export function confine(delta: tf.Tensor, site: Site): tf.Tensor {
  const { x, domain } = site;
  const seen = visible(delta, site);
  return domain ? tf.sub(tf.clipByValue(tf.add(x, seen), ...domain), x) : seen;
}

/**
 * A perturbation or a gradient, zero on padding.
 *
 * @param v in the shape of x.
 * @param site it has the mask; without one nothing changes.
 */
export function visible(v: tf.Tensor, { mask }: Site): tf.Tensor {
  return mask ? tf.mul(v, mask) : v;
}
