import { crossEntropyOf, uncounted } from '@advtrain/core';
import type { Batch, Model } from '@advtrain/core';
import { predictions } from '@advtrain/datasets';
import * as tf from '@tensorflow/tfjs-core';
import type { Look } from '../../guards/looks.ts';
import { firstRows } from './first-rows.ts';

/** Asks a model for the first examples of a batch, unperturbed and without dropout, after `step` steps. Costs a forward pass. */
export function lookAt(model: Model, batch: Batch, examples: number, step: number): Look {
  const { params, embed, stem, trunk } = model;
  let look: Look | undefined;
  tf.tidy(() => {
    const { inputs, labels } = firstRows(batch, examples);
    const logits = trunk(params, stem(params, embed(params, inputs), inputs), inputs);
    const classes = logits.shape[1];
    const all = labels.dataSync();
    const isCounted = (_: number, row: number): boolean => all[row] !== uncounted;
    const answers = predictions(logits).filter(isCounted);
    const known = all.filter(isCounted);
    look = {
      step,
      answers: counted(answers, classes),
      labels: counted(known, classes),
      right: answers.filter((answer, row) => answer === known[row]).length,
      loss: crossEntropyOf(model)(logits, labels).dataSync<'float32'>()[0]!,
    };
  });
  return look!;
}

/** How often each class comes. */
function counted(indices: ArrayLike<number>, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const index of Array.from(indices)) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}
