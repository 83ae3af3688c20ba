import * as tf from '@tensorflow/tfjs-core';
import { remindOfEngine } from './backends/forgotten.ts';

// Here, because all that computes comes by: a module of its own would be left out of a bundle.
remindOfEngine();

const constants = new WeakMap<object, Map<number, tf.Scalar>>();

/**
 * A float32 scalar that never changes, made once a backend and kept: a plain number operand is uploaded anew at every
 * use. For numbers that vary from step to step use `step.value`.
 *
 * @param value any float32, also `Infinity`.
 */
export function constant(value: number): tf.Scalar {
  const backend = tf.backend();
  const known = constants.get(backend) ?? new Map<number, tf.Scalar>();
  constants.set(backend, known);
  const held = known.get(value);
  if (held && !held.isDisposed) return held;
  const made = tf.keep(tf.scalar(value));
  known.set(value, made);
  return made;
}
