import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { closedForm } from '../gradients/closed-form.ts';
import { shares } from './classes/counted-rows.ts';
import { logSoftmax } from './classes/log-softmax.ts';

/**
 * KL(softmax p ‖ softmax q) of logits [R, C], averaged over the rows; where `counted` [R] is given, over those that have a 1 there and no
 * 0. Both sides get a gradient; a side that was computed outside the objective is a constant and costs none. Throws for one column,
 * where it is always 0.
 *
 * @param p the logits of the first distribution.
 * @param q those of the second, in the same shape.
 * @param counted 1 for the rows that count, else 0. Default: all count.
 */
export function kullbackLeibler(p: tf.Tensor, q: tf.Tensor, counted?: tf.Tensor1D): tf.Scalar {
  const size = rows(p, q);
  return closedForm(
    { p, q },
    (save) => {
      const [target, ratio, other] = compared(p, q);
      const each = tf.sum(tf.mul(target, ratio), 1, true);
      const share = shareOf(counted, size);
      save([target, other, tf.mul(target, tf.sub(ratio, each)), share]);
      return mean(each, share);
    },
    (dy, [target, other, left, share]) => ({
      p: () => tf.mul(left!, tf.mul(dy, share!)),
      q: () => tf.mul(tf.sub(other!, target!), tf.mul(dy, share!)),
    }),
  ) as tf.Scalar;
}

/**
 * KL(p ‖ q) + KL(q ‖ p) of the distributions of logits [R, C], averaged over the rows; else as {@link kullbackLeibler}.
 *
 * @param p the logits of the one distribution.
 * @param q those of the other, in the same shape.
 * @param counted 1 for the rows that count, else 0. Default: all count.
 */
export function symmetricKL(p: tf.Tensor, q: tf.Tensor, counted?: tf.Tensor1D): tf.Scalar {
  const size = rows(p, q);
  return closedForm(
    { p, q },
    (save) => {
      const [left, ratio, right] = compared(p, q);
      const gap = tf.sub(left, right);
      const side = (own: tf.Tensor): tf.Tensor => tf.mul(own, tf.sub(ratio, tf.sum(tf.mul(own, ratio), 1, true)));
      const share = shareOf(counted, size);
      save([tf.add(side(left), gap), tf.add(side(right), gap), share]);
      return mean(tf.mul(gap, ratio), share);
    },
    (dy, [toLeft, toRight, share]) => ({
      p: () => tf.mul(toLeft!, tf.mul(dy, share!)),
      q: () => tf.mul(toRight!, tf.mul(dy, tf.neg(share!))),
    }),
  ) as tf.Scalar;
}

/**
 * The squared distance of outputs [B, C], averaged over the batch: what takes the place of a divergence in regression.
 *
 * @param p outputs.
 * @param q outputs in the same shape.
 */
export function squaredDistance(p: tf.Tensor, q: tf.Tensor): tf.Scalar {
  const size = p.shape[0];
  return closedForm(
    { p, q },
    (save) => {
      const gap = tf.sub(p, q);
      save([gap]);
      return tf.mul(tf.sum(tf.square(gap)), constant(1 / size));
    },
    (dy, [gap]) => ({
      p: () => tf.mul(gap!, tf.mul(dy, constant(2 / size))),
      q: () => tf.mul(gap!, tf.mul(dy, constant(-2 / size))),
    }),
  ) as tf.Scalar;
}

/**
 * The same numbers, through which no gradient flows: a target within an objective.
 *
 * @param x any tensor.
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  return closedForm(
    {},
    () => tf.clone(x),
    () => ({}),
  ) as T;
}

/** What a row counts in the mean: [R, 1], or a number where all count alike. */
function shareOf(counted: tf.Tensor1D | undefined, size: number): tf.Tensor {
  return counted ? tf.expandDims(shares(counted), 1) : constant(1 / size);
}

function mean(each: tf.Tensor, share: tf.Tensor): tf.Tensor {
  return share.rank === 0 ? tf.mul(tf.sum(each), share) : tf.sum(tf.mul(each, share));
}

/** softmax p, log(softmax p / softmax q), softmax q. */
function compared(p: tf.Tensor, q: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor] {
  const left = logSoftmax(p);
  const right = logSoftmax(q);
  return [tf.exp(left), tf.sub(left, right), tf.exp(right)];
}

function rows(p: tf.Tensor, q: tf.Tensor): number {
  const [size, classes] = p.shape as [number, number];
  if (classes < 2)
    throw new Error(
      `The model has ${classes} output, of which no distribution follows: compare outputs by their distance.`,
    );
  if (q.shape.join() !== p.shape.join())
    throw new Error(`Logits of shapes [${p.shape.join(', ')}] and [${q.shape.join(', ')}] have no divergence.`);
  return size;
}
