import type * as tf from '@tensorflow/tfjs-core';
import { checkedInput } from '../../recording/input-checks.ts';

/** A label and the example that has it. */
type Labelled = readonly [row: number, label: number];

/** The least and the greatest label of each tensor that was read: read again, it might have to come from a GPU. */
const known = new WeakMap<object, readonly Labelled[]>();

/**
 * Refuses labels [R] that are no indices of the classes of logits [R, C], for what would come of them is the gradient of no loss. Throws one
 * sentence. In a computation that is being recorded, inputs are checked before every run.
 * `uncounted` is −1 where a row of logits may have that label, which is none. Default 0: it may not.
 */
export function checkClassLabels(labels: tf.Tensor, [rows, classes]: readonly [number, number], uncounted = 0): void {
  if (labels.rank !== 1 || labels.size !== rows) {
    const remedy = labels.rank === 2 ? ': of one-hot rows tf.argMax(labels, 1) gives that' : '';
    throw new Error(
      `Labels are [${labels.shape.join()}], but must be [${rows}], the index of a class for each row of logits${remedy}.`,
    );
  }
  if (labels.dtype !== 'int32') {
    throw new Error(`Labels are ${labels.dtype}, but must be the indices of classes, which are whole numbers (int32).`);
  }
  checkedInput(labels, (given) => {
    const beyond = extremes(given).find(([, label]) => label < uncounted || label >= classes);
    if (!beyond) return;
    const [row, label] = beyond;
    throw new Error(
      `The label of ${uncounted < 0 ? 'row' : 'example'} ${row} in a batch is ${label}, but the model has ${classes} classes, 0 to ${classes - 1}: ` +
        `correct it, or give the model more with num_labels.`,
    );
  });
}

function extremes(labels: tf.Tensor): readonly Labelled[] {
  const before = known.get(labels.dataId);
  if (before) return before;
  const values = labels.dataSync<'int32'>();
  let least = 0;
  let most = 0;
  for (let row = 1; row < values.length; row++) {
    if (values[row]! < values[least]!) least = row;
    if (values[row]! > values[most]!) most = row;
  }
  const found = values.length === 0 ? [] : [least, most].map((row): Labelled => [row, values[row]!]);
  known.set(labels.dataId, found);
  return found;
}
