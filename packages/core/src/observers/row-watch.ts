import { constant, Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Plugin } from '../contract/plugin.ts';

/** Tells which rows of a batch stopped being numbers. */
export interface RowWatch extends Plugin {
  /**
   * Σ|logits| of every example, for each batch of the last step: of the first pass in which one was no number, else of the last.
   * Reads; ask between steps. Where several processes train together, those of this one, and none of a batch that it only stands in for.
   */
  readonly sizes: readonly (readonly number[])[];
}

/** The largest size that counts as a number. */
const most = 3e38;

/**
 * An observer that keeps how large the logits of each example are, so that a loss that is no number can be put down to the
 * examples that made it: afterwards it is too late to ask, for the update has made all parameters NaN. A sum a pass is all
 * that it costs.
 */
export function rowWatch(): RowWatch {
  const slots: Slot<tf.Tensor1D>[] = [];
  let place = 0;
  let examples = 0;
  let isIdle = false;
  let isFirst = true;
  return {
    name: 'row watch',
    beforeStep: (step) => {
      place = step.place;
      examples = step.batch.inputs.values.shape[0]!;
      isIdle = step.idle;
      isFirst = true;
    },
    loss: (loss) => (logits, labels) => {
      const slot = (slots[place] ??= new Slot());
      const all = tf.sum<tf.Tensor1D>(tf.reshape(tf.abs(logits), [examples, -1]), 1);
      const now = isIdle ? tf.slice(all, 0, 0) : all;
      const before = isFirst ? undefined : slot.value;
      slot.set(before?.size === now.size ? firstStrange(before, now) : now);
      isFirst = false;
      return loss(logits, labels);
    },
    get sizes() {
      return slots.flatMap(({ value }) => (value ? [[...value.dataSync<'float32'>()]] : []));
    },
    dispose: () => {
      for (const slot of slots) slot.dispose();
    },
  };
}

/** The sizes before where one of them is no number, else those now. */
function firstStrange(before: tf.Tensor1D, now: tf.Tensor1D): tf.Tensor1D {
  const sound = tf.lessEqual(tf.sum(before), constant(most));
  return tf.where(sound, now, before);
}
