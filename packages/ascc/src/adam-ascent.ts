import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How a point climbs. */
export interface AdamAscent {
  readonly steps: number;
  /** The learning rate. */
  readonly ascentRate: number;
  /** The gradient at a point, in its shape. */
  readonly gradient: (point: tf.Tensor) => tf.Tensor;
}

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** Where a point is after so many moves of Adam (Kingma & Ba, 2015) up the gradient, with moments that start at 0. */
export function adamAscent(start: tf.Tensor, { steps, ascentRate, gradient }: AdamAscent): tf.Tensor {
  let point = start;
  let first = tf.zerosLike(start);
  let second = tf.zerosLike(start);
  for (let step = 1; step <= steps; step++) {
    const found = gradient(point);
    first = tf.add(tf.mul(first, constant(beta1)), tf.mul(found, constant(1 - beta1)));
    second = tf.add(tf.mul(second, constant(beta2)), tf.mul(tf.square(found), constant(1 - beta2)));
    const mean = tf.mul(first, constant(1 / (1 - beta1 ** step)));
    const size = tf.sqrt(tf.mul(second, constant(1 / (1 - beta2 ** step))));
    point = tf.add(point, tf.mul(tf.div(mean, tf.add(size, constant(epsilon))), constant(ascentRate)));
  }
  return point;
}
