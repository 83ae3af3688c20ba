import { countedCrossEntropy, crossEntropy } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import { shown } from '../options/shown.ts';
import { aScalar } from '../options/tensor-rules.ts';
import type { Model } from './model.ts';

/**
 * The loss of logits [R, C] against labels [R], averaged over the rows that count.
 *
 * @param logits a row for each label.
 * @param labels classes from 0 to C − 1; of rows that do not count, `uncounted`.
 */
export type Loss = (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.Scalar;

/**
 * Mean cross-entropy of what a model says: over the tokens that have a label where it has a row of logits for each.
 *
 * @param model what tells how many rows of logits an example has.
 */
export function crossEntropyOf({ rows }: Pick<Model, 'rows'>): Loss {
  return rows === 'tokens' ? countedCrossEntropy : crossEntropy;
}

/** The same loss, which throws a sentence where it is no scalar: losses of examples would train as their sum. */
export function checkedLoss(loss: Loss): Loss {
  return (logits, labels) => {
    const value = loss(logits, labels);
    const must = aScalar(value);
    if (must !== undefined) throw new Error(`loss returns ${shown(value)}, but must return ${must}.`);
    return value;
  };
}
