import { crossEntropy, meanSquaredError } from '@advtrain/engine';
import type { Batch } from '@advtrain/core';
import type { Encoder } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import type { GoldenCase } from './cases/case.ts';
import { addExpected, comparison, type Difference } from './comparison/comparison.ts';
import { encoderOf } from './subject/subject.ts';
import { batchOf } from './cases/tensors.ts';

/** Runs a forward case: logits, hidden layers, the loss, and its gradients by word embedding and parameter. */
export function runForward(golden: GoldenCase): readonly Difference[] {
  const differences = comparison(golden.tolerance);
  const actual = new Map<string, ArrayLike<number>>();
  const model = encoderOf(golden);
  try {
    for (let index = 0; index < golden.numberOfMicroBatches; index++) {
      const loss = tf.tidy(() => evaluate(model, batchOf(golden, index), index, actual));
      differences.add('losses', `loss/${index}`, [loss], golden.trace.loss?.slice(index, index + 1) ?? []);
    }
  } finally {
    model.dispose();
  }
  addExpected(differences, golden.expected, actual, golden.tolerance);
  return differences.differences();
}

/** One evaluation; what it computes goes into `actual` under the names of the expected tensors. Returns the loss. */
function evaluate(model: Encoder, batch: Batch, index: number, actual: Map<string, ArrayLike<number>>): number {
  const { params } = model;
  const { inputs, labels } = batch;
  const words = model.embed(params, inputs);
  for (let depth = 0; depth <= model.blocks; depth++) {
    actual.set(`hidden/${index}/${depth}`, model.stem(params, words, inputs, undefined, depth).dataSync());
  }
  const logits = (x: tf.Tensor): tf.Tensor2D => model.trunk(params, model.stem(params, x, inputs), inputs);
  const loss = (x: tf.Tensor): tf.Scalar =>
    model.config.task === 'regression' ? meanSquaredError(logits(x), labels) : crossEntropy(logits(x), labels);

  actual.set(`logits/${index}`, logits(words).dataSync());
  const byWord = tf.valueAndGrad((x: tf.Tensor) => loss(x))(words);
  actual.set(`wordEmbeddingGrad/${index}`, byWord.grad.dataSync());
  if (index === 0) {
    const { grads } = tf.variableGrads(() => loss(model.embed(params, inputs)), Object.values(params));
    for (const [name, variable] of Object.entries(params)) {
      const gradient = grads[variable.name] as tf.Tensor | null | undefined;
      if (gradient) actual.set(`grad/${name}`, gradient.dataSync());
    }
  }
  return byWord.value.dataSync()[0] ?? NaN;
}
