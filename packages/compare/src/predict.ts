import type { Inputs, Model } from '@advtrain/core';
import { metrics, predictions, textBatches } from '@advtrain/datasets';
import type { Encoded, LabelKind } from '@advtrain/datasets';
import * as tf from '@tensorflow/tfjs-core';
import type { Pause } from './evaluate.ts';
import type { Scores } from './results.ts';
import type { Task } from './task.ts';

/** Examples a batch: few, so that little of a batch sorted by length is padding. */
const batchSize = 16;

/** What the model answers to each example, in their order: a class, a value, or the index of a choice. */
export async function predict(
  model: Model,
  encoded: readonly Encoded[],
  { kind, padId }: Pick<Task, 'kind' | 'padId'>,
  pause: Pause,
): Promise<Float64Array> {
  const batches = textBatches(encoded, undefined, { batchSize, order: 'length', padId });
  const answers = new Float64Array(encoded.length);
  let index = 0;
  for (const { inputs } of batches) {
    const some = answersOf(model, inputs, kind);
    (batches.rows[index] ?? []).forEach((row, i) => (answers[row] = some[i] ?? Number.NaN));
    index++;
    await pause();
  }
  return answers;
}

function answersOf({ params, embed, stem, trunk }: Model, inputs: Inputs, kind: LabelKind): ArrayLike<number> {
  return tf.tidy(() => {
    const logits = trunk(params, stem(params, embed(params, inputs), inputs), inputs);
    return kind === 'regression' ? logits.dataSync<'float32'>() : predictions(logits);
  });
}

/** The task's metrics of predictions. */
export function scoresOf({ metrics: names }: Task, predicted: ArrayLike<number>, labels: readonly number[]): Scores {
  return Object.fromEntries(names.map((name) => [name, metrics[name](predicted, labels)]));
}
