import * as tf from '@tensorflow/tfjs-core';
import { pearson, spearman } from './correlation.ts';

/**
 * The class with the highest score of each row of logits [B, C]: an array of B. Reads the values back.
 *
 * @param logits a row for each prediction.
 */
export function predictions(logits: tf.Tensor2D): Int32Array {
  return tf.tidy(() => tf.argMax(logits, 1).dataSync<'int32'>());
}

/**
 * What says how good predictions are: the higher the better, 1 is perfect.
 *
 * @param predicted one for each label, in their order.
 * @param labels the right answers.
 */
export type Metric = (predicted: ArrayLike<number>, labels: ArrayLike<number>) => number;

/** The name of a metric, as {@link metrics} lists them. */
export type MetricName = 'accuracy' | 'f1' | 'matthews' | 'pearson' | 'spearman';

/**
 * The share of predictions that are the label, in [0, 1]. Throws one sentence where their numbers differ or are 0.
 *
 * @param predicted one for each label, in their order.
 * @param labels the right answers.
 */
export function accuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  const classes = confusion(predicted, labels);
  let right = 0;
  for (const [label, row] of classes) right += row.get(label) ?? 0;
  return right / labels.length;
}

/**
 * The harmonic mean of precision and recall of class 1, in [0, 1]; 0 where neither predictions nor labels have it, like
 * scikit-learn's `f1_score`. Throws one sentence where their numbers differ or are 0.
 *
 * @param predicted one for each label, in their order.
 * @param labels the right answers.
 */
export function f1(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  const classes = confusion(predicted, labels);
  const positive = classes.get(1);
  const right = positive?.get(1) ?? 0;
  let counted = 0;
  for (const row of classes.values()) counted += row.get(1) ?? 0;
  for (const count of positive?.values() ?? []) counted += count;
  return counted === 0 ? 0 : (2 * right) / counted;
}

/**
 * Matthews' correlation of classes, two or more, in [−1, 1] (Gorodkin 2004 for more than two); 0 where predictions or
 * labels are all of one class, like scikit-learn's `matthews_corrcoef`. Throws one sentence where their numbers differ or
 * are 0.
 *
 * @param predicted one for each label, in their order.
 * @param labels the right answers.
 */
export function matthews(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  const classes = confusion(predicted, labels);
  const total = labels.length;
  const guessed = new Map<number, number>();
  let right = 0;
  let both = 0;
  let squaredLabels = 0;
  let squaredGuesses = 0;
  for (const [label, row] of classes) {
    right += row.get(label) ?? 0;
    for (const [guess, count] of row) guessed.set(guess, (guessed.get(guess) ?? 0) + count);
  }
  for (const [label, row] of classes) {
    const count = [...row.values()].reduce((sum, each) => sum + each, 0);
    both += count * (guessed.get(label) ?? 0);
    squaredLabels += count * count;
  }
  for (const count of guessed.values()) squaredGuesses += count * count;
  const spread = (total * total - squaredLabels) * (total * total - squaredGuesses);
  return spread === 0 ? 0 : (total * right - both) / Math.sqrt(spread);
}

/** The metrics by their names. Classes go into the first three, real numbers into the correlations. */
export const metrics: Readonly<Record<MetricName, Metric>> = { accuracy, f1, matthews, pearson, spearman };

/** How often each class is predicted (inner) among the examples of each label (outer). */
function confusion(predicted: ArrayLike<number>, labels: ArrayLike<number>): Map<number, Map<number, number>> {
  if (predicted.length !== labels.length || labels.length === 0) {
    throw new Error(
      `There are ${predicted.length} predictions for ${labels.length} labels: give as many of each, and at least one.`,
    );
  }
  const classes = new Map<number, Map<number, number>>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    const guess = predicted[row]!;
    const counts = classes.get(label) ?? new Map<number, number>();
    classes.set(label, counts.set(guess, (counts.get(guess) ?? 0) + 1));
  }
  return classes;
}
