import * as tf from '@tensorflow/tfjs-core';

/**
 * A value and its gradients, `undefined` for inputs that it does not depend on. TensorFlow.js frees what operations
 * saved for their gradients only when the function on the tape returns, so an error waits until it has.
 */
export function taped<T extends tf.Tensor>(
  f: () => T,
  inputs: tf.Tensor[],
  seed?: T,
): { value: T; grads: (tf.Tensor | undefined)[] } {
  const failures: unknown[] = [];
  const guarded = (): T => {
    try {
      return f();
    } catch (error) {
      failures.push(error);
      return (seed ?? tf.scalar(0)) as T;
    }
  };
  const found = tf.engine().gradients(guarded, inputs, seed, true);
  if (failures.length > 0) throw failures[0];
  return { value: found.value, grads: distinct(found.grads) };
}

/** The same tensors, none of them twice: whoever frees one must not free another's. */
function distinct(tensors: readonly (tf.Tensor | undefined)[]): (tf.Tensor | undefined)[] {
  const seen = new Set<tf.Tensor>();
  return tensors.map((tensor) => {
    if (tensor && seen.has(tensor)) return tf.clone(tensor);
    if (tensor) seen.add(tensor);
    return tensor;
  });
}
