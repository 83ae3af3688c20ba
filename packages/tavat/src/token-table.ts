import type { Step } from '@advtrain/core';
import { constant, embedding, scatter, Slot, uniform, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** One perturbation for each token of a vocabulary, which lives on over the run. */
export interface TokenTable {
  /** The perturbations of ids [B, T], with the width of x: [B, T, D]. `key` draws the table when it is first used. */
  look(ids: tf.Tensor, width: number, key: Key): tf.Tensor;
  /** Gives every token that occurs the mean of what [B, T, D] has for it, where the step's mask lets it count. */
  put(ids: tf.Tensor, values: tf.Tensor, step: Occurring): void;
  /** Adds to every token's perturbation what [B, T, D] has for each of its occurrences. */
  add(ids: tf.Tensor, values: tf.Tensor, step: Occurring): void;
  /** The table [V, D], undefined before its first use. */
  readonly slot: Slot;
}

/** What a table asks a step: where tokens occur, in this process and in all. */
export type Occurring = Pick<Step, 'mask' | 'idle' | 'total'>;

/** A table for token ids below `vocabulary`, drawn from U(−1, 1) · start / √D when it is first used. */
export function tokenTable(vocabulary: number, start: number): TokenTable {
  const slot = new Slot();
  const sum = (ids: tf.Tensor, values: tf.Tensor, step: Occurring): tf.Tensor => {
    const counted = step.mask ? tf.mul(values, step.mask) : values;
    return step.total(scatter(step.idle ? tf.zerosLike(counted) : counted, ids, vocabulary));
  };
  return {
    slot,
    look: (ids, width, key) => {
      if (!slot.value) {
        const scale = start / Math.sqrt(width);
        slot.set(tf.mul(uniform([vocabulary, width], key, -1, 1), constant(scale)));
      }
      return embedding(slot.value!, ids);
    },
    put: (ids, values, step) => {
      const count = sum(ids, tf.onesLike(tf.slice(values, [0, 0, 0], [-1, -1, 1])), step);
      const mean = tf.div(sum(ids, values, step), tf.maximum(count, constant(1)));
      slot.set(tf.where(tf.greater(tf.broadcastTo(count, mean.shape), constant(0)), mean, slot.value!));
    },
    add: (ids, values, step) => {
      slot.set(tf.add(slot.value!, sum(ids, values, step)));
    },
  };
}
