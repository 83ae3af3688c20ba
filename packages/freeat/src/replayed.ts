import { tensorsOf, type Batch } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** The source in groups of `size` batches, each group `replays` times over. A last group that is not full is left out. */
export function* replayed(source: Iterable<Batch>, replays: number, size: number): Generator<Batch> {
  let group: Batch[] = [];
  try {
    for (const batch of source) {
      group.push(kept(batch));
      if (group.length < size) continue;
      for (let replay = 0; replay < replays; replay++) yield* group;
      tf.dispose(group.flatMap(tensorsOf));
      group = [];
    }
  } finally {
    tf.dispose(group.flatMap(tensorsOf));
  }
}

/** The same batch in tensors of its own: a source may dispose of a batch when it is asked for the next. */
function kept({ inputs, labels }: Batch): Batch {
  const { values, mask, types } = inputs;
  return {
    inputs: {
      values: values.clone(),
      ...(mask && { mask: mask.clone() }),
      ...(types && { types: types.clone() }),
    },
    labels: labels.clone(),
  };
}
