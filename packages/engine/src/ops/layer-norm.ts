import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { attributes, fused, run } from '../native/fused.ts';
import type { NativeBackend } from '../native/native.ts';
import { closedForm } from '../gradients/closed-form.ts';
import { sumRows } from './linear.ts';

/**
 * Layer normalisation over the last axis (Ba et al., 2016): x [..., D], gain [D], bias [D] or none → [..., D].
 *
 * @param x float32; the result has its shape.
 * @param gain what is multiplied with.
 * @param given the bias; `undefined` for none.
 * @param epsilon added to the variance, above 0.
 */
export function layerNorm(x: tf.Tensor, gain: tf.Tensor, given: tf.Tensor | undefined, epsilon: number): tf.Tensor {
  const backend = fused();
  const bias = given ?? tf.zeros(gain.shape);
  if (backend) return fusedLayerNorm(backend, x, gain, bias, epsilon);
  return closedForm(
    { x, gain, bias },
    (save) => {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), constant(epsilon)));
      const normal = tf.mul(centred, scale);
      save([normal, scale, gain]);
      return tf.add(tf.mul(normal, gain), bias);
    },
    (dy, [normal, scale, gain]) => ({
      x: () => {
        const d = tf.mul(dy, gain!);
        const along = tf.mul(normal!, tf.mean(tf.mul(d, normal!), -1, true));
        return tf.mul(scale!, tf.sub(tf.sub(d, tf.mean(d, -1, true)), along));
      },
      gain: () => sumRows(tf.mul(dy, normal!)),
      bias: () => sumRows(dy),
    }),
  );
}

function fusedLayerNorm(
  backend: NativeBackend,
  x: tf.Tensor,
  gain: tf.Tensor,
  bias: tf.Tensor,
  epsilon: number,
): tf.Tensor {
  return closedForm(
    { x, gain, bias },
    (save) => {
      const numbers = attributes(backend, { epsilon });
      const [y, mean, scale] = backend.executeMultipleOutputs('AdvtrainLayerNorm', numbers, [x, gain, bias], 3);
      save([x, mean!, scale!, gain]);
      return y!;
    },
    (dy, [x, mean, scale, gain]) => ({
      x: () => run(backend, 'AdvtrainLayerNormGrad', [x!, dy, mean!, scale!, gain!]),
      gain: () => run(backend, 'AdvtrainLayerNormGainGrad', [x!, dy, mean!, scale!]),
      bias: () => sumRows(dy),
    }),
  );
}
