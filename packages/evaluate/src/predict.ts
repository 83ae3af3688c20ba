import type { Inputs, Model, TaskKind } from '@advtrain/core';
import { predictions } from '@advtrain/datasets';
import { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { ExampleSet } from './example-set.ts';
import { noPause } from './pause.ts';
import type { Pause } from './pause.ts';

/** How a model is asked. */
export interface PredictOptions {
  /** What labels are. Default `classification`. */
  readonly kind?: TaskKind;
  /** Awaited between two batches. Default: nothing is. */
  readonly pause?: Pause;
}

/**
 * What the model answers to each example, in their order: the index of a class, a value, or the index of a choice; NaN where it
 * computes no numbers. No dropout.
 */
export async function predict(
  model: Model,
  set: ExampleSet,
  { kind = 'classification', pause = noPause }: PredictOptions = {},
): Promise<Float64Array> {
  const batches = set.evaluation();
  const answers = new Float64Array(set.labels.length);
  // Recording a forward pass takes as long as it saves in about so many.
  const recordings = new Recordings({ variables: Object.values(model.params), after: 16 });
  let index = 0;
  try {
    for (const { inputs } of batches) {
      const some = answersOf(model, inputs, kind, recordings);
      [...(batches.rows[index] ?? [])].forEach((row, i) => (answers[row] = some[i] ?? Number.NaN));
      index++;
      await pause();
    }
  } finally {
    recordings.dispose();
  }
  return answers;
}

function answersOf(model: Model, inputs: Inputs, kind: TaskKind, recordings: Recordings): ArrayLike<number> {
  const { params, embed, stem, trunk } = model;
  const given = [inputs.values, inputs.mask, inputs.types].filter((tensor) => tensor !== undefined);
  return tf.tidy(() => {
    const forward = () => [trunk(params, stem(params, embed(params, inputs), inputs), inputs)];
    const logits = recordings.run('logits', given, forward)[0] as tf.Tensor2D;
    const values = logits.dataSync<'float32'>();
    if (kind === 'regression') return values;
    const width = logits.shape[1];
    return Array.from(predictions(logits), (answer, row) => {
      const isBroken = values.subarray(row * width, (row + 1) * width).some(Number.isNaN);
      return isBroken ? Number.NaN : answer;
    });
  });
}
