import * as tf from '@tensorflow/tfjs-core';
import { native, raw } from '../native/native.ts';
import { closedForm } from '../gradients/closed-form.ts';

/**
 * max(x, 0), with the gradient 0 at 0. TensorFlow.js's own gradient makes a mask by several operations: on native
 * TensorFlow it takes twenty times as long as the one that there is for it.
 *
 * @param x float32; the result has its shape.
 */
export function relu(x: tf.Tensor): tf.Tensor {
  return closedForm(
    { x },
    (save) => {
      const y = tf.relu(x);
      save([y]);
      return y;
    },
    (dy, [y]) => ({
      x: () => {
        const backend = native();
        return backend ? raw(backend, 'ReluGrad', [dy, y!]) : tf.mul(dy, tf.step(y!));
      },
    }),
  );
}
