import type { Inputs, Model } from '@advtrain/core';
import { metrics, predictions } from '@advtrain/datasets';
import * as tf from '@tensorflow/tfjs-core';
import type { Pause } from './evaluate.ts';
import type { ExampleSet } from './example-set.ts';
import type { Scores } from './results.ts';
import type { Task, TaskKind } from './task.ts';

/** What the model answers to each example, in their order: a class, a value, or the index of a choice. */
export async function predict(model: Model, set: ExampleSet, kind: TaskKind, pause: Pause): Promise<Float64Array> {
  const batches = set.evaluation();
  const answers = new Float64Array(set.labels.length);
  let index = 0;
  for (const { inputs } of batches) {
    const some = answersOf(model, inputs, kind);
    [...(batches.rows[index] ?? [])].forEach((row, i) => (answers[row] = some[i] ?? Number.NaN));
    index++;
    await pause();
  }
  return answers;
}

function answersOf({ params, embed, stem, trunk }: Model, inputs: Inputs, kind: TaskKind): ArrayLike<number> {
  return tf.tidy(() => {
    const logits = trunk(params, stem(params, embed(params, inputs), inputs), inputs);
    return kind === 'regression' ? logits.dataSync<'float32'>() : predictions(logits);
  });
}

/** The task's metrics of predictions. */
export function scoresOf({ metrics: names }: Task, predicted: ArrayLike<number>, labels: readonly number[]): Scores {
  return Object.fromEntries(names.map((name) => [name, metrics[name](predicted, labels)]));
}
