import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { closedForm } from '../gradients/closed-form.ts';
import { sumRows } from './linear.ts';

/**
 * Group normalisation (Wu & He, 2018): x [B, ..., C], gain [C], bias [C] → [B, ..., C]. Mean and variance are those of
 * one example's `groups` groups of neighbouring channels over all places. Throws one sentence where they do not divide C.
 *
 * @param x float32; the result has its shape.
 * @param gain what is multiplied with.
 * @param bias what is added.
 * @param groups a divisor of C.
 * @param epsilon added to the variance, above 0.
 */
export function groupNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, groups: number, epsilon: number): tf.Tensor {
  const batch = x.shape[0];
  const channels = x.shape.at(-1)!;
  if (channels % groups !== 0) {
    throw new Error(`groups is ${groups}, but must divide the ${channels} channels.`);
  }
  const grouped = [batch, x.size / batch / channels, groups, channels / groups];
  const mean = (values: tf.Tensor): tf.Tensor => tf.mean(values, [1, 3], true);
  return closedForm(
    { x, gain, bias },
    (save) => {
      const cells = tf.reshape(x, grouped);
      const centred = tf.sub(cells, mean(cells));
      const scale = tf.rsqrt(tf.add(mean(tf.square(centred)), constant(epsilon)));
      const normal = tf.mul(centred, scale);
      save([normal, scale, gain]);
      return tf.add(tf.mul(tf.reshape(normal, x.shape), gain), bias);
    },
    (dy, [normal, scale, gain]) => ({
      x: () => {
        const d = tf.reshape(tf.mul(dy, gain!), grouped);
        const along = tf.mul(normal!, mean(tf.mul(d, normal!)));
        return tf.reshape(tf.mul(scale!, tf.sub(tf.sub(d, mean(d)), along)), x.shape);
      },
      gain: () => sumRows(tf.mul(dy, tf.reshape(normal!, x.shape))),
      bias: () => sumRows(dy),
    }),
  );
}
