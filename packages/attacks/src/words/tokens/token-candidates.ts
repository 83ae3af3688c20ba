import type { Step, Substitutes } from '@advtrain/core';
import { constant, Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** What may stand in each place of a batch. */
export interface Candidates {
  /** Ids [B, T, 1 + most] (int32): first the token that stands there, and again where there are fewer. */
  readonly ids: tf.Tensor;
  /** [B, T, 1 + most] (float32): 1 for the token itself, and for what may take its place; else 0. */
  readonly allowed: tf.Tensor;
}

/** Looks up what may stand in the places of batches. */
export interface TokenCandidates {
  /**
   * The candidates of a step's batch, whose ids are [B, T]. Throws one sentence where they are of another shape.
   *
   * @param step a step on token ids.
   */
  of(step: Step): Candidates;
  /** Frees the table. */
  dispose(): void;
}

/**
 * {@link Substitutes} as a table on the device, where a batch's candidates are gathered from it. A word of several pieces keeps them
 * all, and so does padding. The table is put there at once, for what a step puts there would be part of its recording.
 *
 * @param substitutes ids of tokens, with those that may stand in their place.
 */
export function tokenCandidates({ ids, most, continues }: Substitutes): TokenCandidates {
  const table = new Slot();
  const width = most + 2;
  table.set(tf.tensor2d(rowsOf({ ids, most, continues }), [continues.length, width], 'int32'));
  return {
    of: ({ batch: { inputs } }) => {
      if (inputs.values.rank !== 2)
        throw new Error(
          `Substitutes need token ids [B, T], but the inputs have shape [${inputs.values.shape.join(', ')}].`,
        );
      const [size, length] = inputs.values.shape as [number, number];
      const found = tf.gather(table.value!, inputs.values);
      const candidates = tf.slice(found, [0, 0, 0], [size, length, width - 1]);
      const others = tf.slice(candidates, [0, 0, 1], [size, length, most]);
      const differ = tf.cast(tf.notEqual(others, tf.expandDims(inputs.values, -1)), 'float32');
      const whole = wholeWords(tf.cast(tf.slice(found, [0, 0, width - 1], [size, length, 1]), 'float32'));
      const real = inputs.mask ? tf.mul(whole, tf.expandDims(inputs.mask, -1)) : whole;
      const itself = tf.ones([size, length, 1]);
      return { ids: candidates, allowed: tf.concat([itself, tf.mul(differ, real)], -1) };
    },
    dispose: () => {
      table.dispose();
    },
  };
}

/** 1 where neither a token nor the one after it goes on with a word, by which tokens do so [B, T, 1]. */
function wholeWords(continues: tf.Tensor): tf.Tensor {
  const [size, length] = continues.shape as [number, number];
  const next = tf.slice(
    tf.pad(continues, [
      [0, 0],
      [0, 1],
      [0, 0],
    ]),
    [0, 1, 0],
    [size, length, 1],
  );
  return tf.sub(constant(1), tf.maximum(continues, next));
}

/** A row a token: itself, its substitutes, itself again where there are fewer, and whether it goes on with a word. */
function rowsOf({ ids, most, continues }: Substitutes): Int32Array {
  const rows = new Int32Array(continues.length * (most + 2));
  for (let token = 0; token < continues.length; token++) {
    const row = token * (most + 2);
    rows[row] = token;
    for (let place = 0; place < most; place++) {
      const id = ids[token * most + place]!;
      rows[row + 1 + place] = id < 0 ? token : id;
    }
    rows[row + most + 1] = continues[token]!;
  }
  return rows;
}
