import type { Site } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

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
