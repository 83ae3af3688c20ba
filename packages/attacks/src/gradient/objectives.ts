import { constant, stopGradient } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Need } from '../attack/attack.ts';

/** What an objective knows of a batch beside its logits. */
export interface Answers {
  /** The right classes, [B] (int32). */
  readonly labels: tf.Tensor1D;
  /** Other classes to arrive at, [B] (int32), where the attack is targeted. */
  readonly targets?: tf.Tensor1D;
  /** What logits are divided by. */
  readonly temperature: number;
  /**
   * The mean of the run's loss over the batch, of logits [B, C].
   *
   * @param logits at x + δ.
   */
  loss(logits: tf.Tensor2D): tf.Scalar;
}

/** What an attack raises: a number of each example, [B] from logits [B, C], higher where the model is nearer to an error. */
export interface LogitObjective {
  /** `CE`: part of the attack's name. */
  readonly name: string;
  readonly needs: readonly Need[];
  /** Whether it heads for one class, which the attack then chooses. */
  readonly targeted?: boolean;
  /**
   * The number of each example.
   *
   * @param logits [B, C].
   * @param answers the right labels, the other classes by their likelihood, and the loss.
   */
  each(logits: tf.Tensor2D, answers: Answers): tf.Tensor1D;
  /**
   * Their sum, where there is a better way to it.
   *
   * @param logits [B, C].
   * @param answers the right labels, the other classes by their likelihood, and the loss.
   */
  sum?(logits: tf.Tensor2D, answers: Answers): tf.Scalar;
}

/** The cross-entropy of logits divided by the temperature. */
export const crossEntropy: LogitObjective = {
  name: 'CE',
  needs: ['gradients', 'labels'],
  each: (logits, { labels, temperature }) => surprise(tf.div(logits, constant(temperature)), labels),
  sum: (logits, { loss, temperature }) =>
    tf.mul(loss(tf.div(logits, constant(temperature))), constant(logits.shape[0])),
};

/** The cross-entropy of the logits as they are, whatever the temperature of the run: what AutoAttack's code climbs. */
export const plainCrossEntropy: LogitObjective = {
  name: 'CE',
  needs: ['gradients', 'labels'],
  each: (logits, { labels }) => surprise(logits, labels),
  sum: (logits, { loss }) => tf.mul(loss(logits), constant(logits.shape[0])),
};

/** Minus the cross-entropy of the target class (logits divided by the temperature). */
export const targetedCrossEntropy: LogitObjective = {
  name: 'CE-T',
  needs: ['gradients', 'labels'],
  targeted: true,
  each: (logits, { targets, temperature }) => tf.neg(surprise(tf.div(logits, constant(temperature)), targets!)),
};

/** max z_i over the wrong classes less z_y: above 0 where the model errs (Carlini & Wagner, 2017). */
export const margin: LogitObjective = {
  name: 'margin',
  needs: ['gradients', 'labels'],
  each: (logits, { labels }) => wrongMargin(logits, labels),
};

/**
 * The difference of logits ratio, −(z_y − max z_i over the wrong classes) / (z₍₁₎ − z₍₃₎), with logits z₍₁₎ ≥ z₍₂₎ ≥ … (Croce & Hein,
 * 2020): of no scale, so that over-confidence hides nothing. Needs three classes.
 */
export const dlr: LogitObjective = {
  name: 'DLR',
  needs: ['gradients', 'labels', 'three classes'],
  each(logits, { labels }) {
    const [first, , third] = descending(logits, 3);
    const gap = wrongMargin(logits, labels);
    return tf.div(gap, tf.add(tf.sub(first!, third!), constant(1e-12)));
  },
};

/** −(z_y − z_t) / (z₍₁₎ − (z₍₃₎ + z₍₄₎) / 2) for a target class t (Croce & Hein, 2020). Needs four classes. */
export const targetedDlr: LogitObjective = {
  name: 'DLR-T',
  needs: ['gradients', 'labels', 'four classes'],
  targeted: true,
  each(logits, { labels, targets }) {
    const [first, , third, fourth] = descending(logits, 4);
    const gap = tf.sub(picked(logits, targets!), picked(logits, labels));
    const width = tf.sub(first!, tf.mul(tf.add(third!, fourth!), constant(0.5)));
    return tf.div(gap, tf.add(width, constant(1e-12)));
  },
};

/** z_t − z_y for a target class t: above 0 where that has won. */
export const targetedMargin: LogitObjective = {
  name: 'margin-T',
  needs: ['gradients', 'labels'],
  targeted: true,
  each: (logits, { labels, targets }) => tf.sub(picked(logits, targets!), picked(logits, labels)),
};

/** The largest logit of a wrong class less that of the right one, [B] of logits [B, C]. */
export function wrongMargin(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.sub(mostWrong(logits, labels), picked(logits, labels));
}

/** The logit of one class of each row, [B]. */
function picked(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor1D {
  return tf.sum(tf.mul(logits, chosen(logits, classes)), 1);
}

/** The largest logit of another class, [B]. */
function mostWrong(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return largest(without(stopGradient(logits), labels), logits);
}

/** The largest, the second largest and so on of each row, [B] each. */
function descending(logits: tf.Tensor2D, count: number): readonly tf.Tensor1D[] {
  const values: tf.Tensor1D[] = [];
  let rest: tf.Tensor2D = stopGradient(logits);
  for (let place = 0; place < count; place++) {
    values.push(largest(rest, logits));
    rest = without(rest, tf.argMax(rest, 1));
  }
  return values;
}

/** The logit of each row's class that has the largest of `by`, [B]: the gradient is that of this logit alone, also of equals. */
function largest(by: tf.Tensor2D, logits: tf.Tensor2D): tf.Tensor1D {
  return picked(logits, tf.argMax(by, 1));
}

/** Logits [B, C] in which one class of each row is never the largest. */
function without(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor2D {
  return tf.sub(logits, tf.mul(chosen(logits, classes), constant(1e30)));
}

/** 1 at the class of each row, 0 elsewhere: [B, C]. */
function chosen(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor2D {
  return tf.cast(tf.oneHot(tf.cast(classes, 'int32'), logits.shape[1]), 'float32') as tf.Tensor2D;
}

/** log Σ exp z − z_c of each row. */
function surprise(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor1D {
  return tf.sub(tf.logSumExp(logits, 1), picked(logits, classes));
}
