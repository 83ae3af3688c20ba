import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { closedForm } from '../gradients/closed-form.ts';
import { checkClassLabels } from './classes/class-labels.ts';
import { countedRows, shares } from './classes/counted-rows.ts';
import { logSoftmax } from './classes/log-softmax.ts';

/**
 * Mean cross-entropy of logits [B, C] against class indices (int32) [B]. Throws one sentence for a label that is no class.
 *
 * @param logits a row for each label.
 * @param labels classes from 0 to C − 1.
 */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const shape = logits.shape as [number, number];
  checkClassLabels(labels, shape);
  const [size, classes] = shape;
  return closedForm(
    { logits },
    (save) => {
      const targets = tf.cast(tf.oneHot(labels, classes), 'float32');
      const logProbabilities = logSoftmax(logits);
      save([logProbabilities, targets]);
      return tf.mul(tf.sum(tf.mul(targets, logProbabilities)), constant(-1 / size));
    },
    (dy, [logProbabilities, targets]) => ({
      logits: () => tf.mul(tf.sub(tf.exp(logProbabilities!), targets!), tf.mul(dy, constant(1 / size))),
    }),
  ) as tf.Scalar;
}

/**
 * {@link crossEntropy} of the rows of logits [R, C] that count: a label [R] of −1 is none, and its row is left out of the mean, as
 * PyTorch leaves those of −100 out. 0 where no row counts.
 *
 * @param logits a row for each label.
 * @param labels classes from 0 to C − 1, or −1.
 */
export function countedCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const shape = logits.shape as [number, number];
  checkClassLabels(labels, shape, -1);
  const [, classes] = shape;
  return closedForm(
    { logits },
    (save) => {
      const targets = tf.cast(tf.oneHot(labels, classes), 'float32');
      const logProbabilities = logSoftmax(logits);
      const share = tf.expandDims(shares(countedRows(labels)), 1);
      save([logProbabilities, targets, share]);
      return tf.neg(tf.sum(tf.mul(tf.mul(targets, logProbabilities), share)));
    },
    (dy, [logProbabilities, targets, share]) => ({
      logits: () => tf.mul(tf.sub(tf.exp(logProbabilities!), targets!), tf.mul(dy, share!)),
    }),
  ) as tf.Scalar;
}

/**
 * Mean squared error of predictions [B, 1] against targets [B]. Throws one sentence where they are not as many.
 *
 * @param predictions one an example.
 * @param targets one an example.
 */
export function meanSquaredError(predictions: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const { size } = targets;
  if (predictions.size !== size)
    throw new Error(
      `Predictions are [${predictions.shape.join()}], but must be [${size}, 1], a value for each of the targets [${targets.shape.join()}]: ` +
        'give as many labels as examples, and a model with one output.',
    );
  return closedForm(
    { predictions },
    (save) => {
      const error = tf.sub(tf.reshape(predictions, [size]), targets);
      save([error]);
      return tf.mul(tf.sum(tf.square(error)), constant(1 / size));
    },
    (dy, [error]) => ({
      predictions: () => tf.reshape(tf.mul(error!, tf.mul(dy, constant(2 / size))), predictions.shape),
    }),
  ) as tf.Scalar;
}
