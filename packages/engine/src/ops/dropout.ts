import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { fused, run } from '../native/fused.ts';
import { native, type NativeBackend } from '../native/native.ts';
import type { Key } from '../random/key.ts';
import { maskSeed, toUnit, uniform, words } from '../random/random.ts';
import { closedForm } from '../gradients/closed-form.ts';

/**
 * Dropout (Srivastava et al., 2014): zeroes each entry with probability `rate`, scales the rest. No key: identity.
 *
 * @param x float32; the result has its shape.
 * @param rate in [0, 1); 0 is the identity.
 * @param key what the mask follows from.
 */
export function dropout(x: tf.Tensor, rate: number, key?: Key): tf.Tensor {
  if (!key || rate === 0) return x;
  const backend = fused();
  if (backend) return fusedDropout(backend, x, rate, key);
  return closedForm(
    { x },
    (save) => {
      const mask = dropoutMask(x.shape, rate, key);
      save([mask]);
      return tf.mul(x, mask);
    },
    (dy, [mask]) => ({ x: () => tf.mul(dy, mask!) }),
  );
}

/** No mask is kept: the gradient, which is the same operation, draws it again. */
function fusedDropout(backend: NativeBackend, x: tf.Tensor, rate: number, key: Key): tf.Tensor {
  const drop = (values: tf.Tensor, seed: tf.Tensor): tf.Tensor =>
    run(backend, 'AdvtrainDropout', [values, seed], dropping(rate));
  return closedForm(
    { x },
    (save) => {
      const seed = maskSeed(key, x.shape);
      save([seed]);
      return drop(x, seed);
    },
    (dy, [seed]) => ({ x: () => drop(dy, seed!) }),
  );
}

/** What is dropped, and what the rest is multiplied by. */
export function dropping(rate: number): { readonly rate: number; readonly scale: number } {
  return { rate, scale: 1 / (1 - rate) };
}

/**
 * A dropout mask: 0 with probability `rate` in [0, 1), else 1 / (1 − rate). The same key gives the same mask on every
 * backend.
 *
 * @param shape of the mask.
 * @param rate the share of zeros.
 * @param key what the mask follows from.
 */
export function dropoutMask(shape: readonly number[], rate: number, key: Key): tf.Tensor {
  const { scale: kept } = dropping(rate);
  if (!native()) {
    const threshold = Math.fround(rate);
    const mask = Float32Array.from(words(shape, key), (word) => (toUnit(word) >= threshold ? kept : 0));
    return tf.tensor(mask, [...shape], 'float32');
  }
  return tf.tidy(() => {
    const keep = tf.greaterEqual(uniform(shape, key), constant(rate));
    return tf.mul(tf.cast(keep, 'float32'), constant(kept));
  });
}
