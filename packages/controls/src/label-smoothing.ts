import { belowOne, checked, type RulesOf } from '@advtrain/core';
import type { Loss, Plugin } from '@advtrain/core';
import { closedForm, constant, countedRows, shares } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How labels are smoothed. */
export interface LabelSmoothingOptions {
  /** ε, at least 0 and below 1: the share of a label that is spread over all C classes, its own among them. Default 0.1. */
  readonly epsilon?: number;
}

const rules: RulesOf<LabelSmoothingOptions> = {
  epsilon: belowOne,
};

/**
 * Label smoothing (Szegedy et al., 2016, arXiv 1512.00567, Section 7): the loss is (1 − ε) · L + ε · mean over the C classes of
 * −log p, averaged over the batch. For classes only; goes beside any method, and costs nothing.
 *
 * A control of comparisons: it makes a model less sure of itself, which hides it from attacks that follow the gradient as long
 * as nobody calibrates its temperature.
 *
 * @param options `epsilon`, ε.
 */
export function labelSmoothing(options: LabelSmoothingOptions = {}): Plugin {
  const { epsilon = 0.1 } = checked('labelSmoothing', options, rules);
  const smoothed =
    (loss: Loss): Loss =>
    (logits, labels) => {
      const spread = tf.mul(uniformCrossEntropy(logits, countedRows(labels)), constant(epsilon));
      return tf.add(tf.mul(loss(logits, labels), constant(1 - epsilon)), spread);
    };
  return { name: 'label-smoothing', loss: (loss) => (epsilon === 0 ? loss : smoothed(loss)) };
}

/** Mean cross-entropy of the counted rows of logits [R, C] against the uniform distribution over the classes. */
function uniformCrossEntropy(logits: tf.Tensor2D, counted: tf.Tensor1D): tf.Scalar {
  const classes = logits.shape[1];
  if (classes < 2)
    throw new Error('The model has 1 output, a value and no class: only labels of classes can be smoothed.');
  return closedForm(
    { logits },
    (save) => {
      const shifted = tf.sub(logits, tf.max(logits, 1, true));
      const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
      const share = tf.expandDims(shares(counted), 1);
      save([logProbabilities, share]);
      return tf.mul(tf.sum(tf.mul(logProbabilities, share)), constant(-1 / classes));
    },
    (dy, [logProbabilities, share]) => ({
      logits: () => tf.mul(tf.sub(tf.exp(logProbabilities!), constant(1 / classes)), tf.mul(dy, share!)),
    }),
  ) as tf.Scalar;
}
