import { tensorsOf } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { fourBatches, tinyModel, values, type Kind } from '../contract/training.ts';

import type { Numbers } from './gradients.ts';

/**
 * Parameters moved, as plain numbers.
 *
 * @param name the parameter's.
 * @param theta its numbers, row by row.
 */
export type PlainMove = (name: string, theta: Float32Array) => Float32Array;

/** What {@link plainGradient} may be given. */
export interface PlainOptions {
  /** Where the parameters are moved before. Default: not at all. */
  readonly move?: PlainMove;
  /** δ, added to x. Default: 0. */
  readonly delta?: Float32Array;
  /**
   * The loss of logits against labels, as one would write it. Default: TensorFlow.js's own mean cross-entropy.
   *
   * @param logits [B, C].
   * @param labels [B], class indices.
   */
  readonly loss?: (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.Scalar;
}

/**
 * The gradient of the loss of the first of {@link fourBatches} by a new tiny model's parameters, without dropout, without
 * a Trainer, and by nothing but TensorFlow.js's own differentiation of the whole: an oracle for methods.
 *
 * @param kind text or image.
 * @param options how parameters are moved, δ, and the loss. Default: nothing moves, δ is 0, and the mean cross-entropy.
 */
export function plainGradient(kind: Kind, { move, delta, loss = crossEntropy }: PlainOptions = {}): Numbers {
  const model = tinyModel(kind, { rate: 0 });
  const batches = fourBatches(kind);
  const { inputs, labels } = batches[0]!;
  const found = tf.tidy(() => {
    for (const [name, theta] of Object.entries(model.params)) {
      const own = Float32Array.from(theta.dataSync());
      if (move) theta.assign(tf.tensor(move(name, own), theta.shape));
    }
    const { grads } = tf.variableGrads(() => {
      const x = model.embed(model.params, inputs);
      const moved = delta ? tf.add(x, tf.tensor(delta, x.shape)) : x;
      return loss(model.trunk(model.params, model.stem(model.params, moved, inputs), inputs), labels);
    });
    return values(Object.fromEntries(Object.entries(model.params).map(([name, theta]) => [name, grads[theta.name]!])));
  });
  model.dispose();
  tf.dispose(batches.flatMap(tensorsOf));
  return found;
}

/**
 * The parameters of a new tiny model, as plain numbers.
 *
 * @param kind text or image.
 */
export function plainParams(kind: Kind): Numbers {
  const model = tinyModel(kind);
  const found = values(model.params);
  model.dispose();
  return found;
}

function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, logits.shape[1]), logits);
}
