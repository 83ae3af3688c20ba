import { uncounted, type Batch } from '@advtrain/core';
import { fold, key as rootKey, uniform, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { TinyRows } from './text.ts';

/** How large a batch is. */
export interface BatchSize {
  /** What it follows from. Default `key(3)`. */
  readonly key?: Key;
  /** B. Default 4. */
  readonly examples?: number;
  /** T of a text batch. The first sentence is as long, the others at most. Default 5. */
  readonly length?: number;
  /** Whether all sentences are equally long. Default false. */
  readonly even?: boolean;
  /** What has labels. Default: texts. */
  readonly rows?: TinyRows;
}

/**
 * Sentences for `tinyText`, with padding. The caller disposes the tensors.
 *
 * @param size the key, how many sentences (default 4), of how many tokens (default 5), whether all are that long, and what has a row of
 *   logits.
 */
export function textBatch({
  key = rootKey(3),
  examples = 4,
  length = 5,
  even = false,
  rows = 'texts',
}: BatchSize = {}): Batch {
  const ids = whole([examples, length], fold(key, 'ids'), 1, 12);
  const lengths = whole([examples], fold(key, 'lengths'), 2, length + 1).map((n, row) => (even || !row ? length : n));
  const mask = Float32Array.from({ length: examples * length }, (_, i) =>
    Number(i % length < lengths[Math.floor(i / length)]!),
  );
  return {
    inputs: {
      values: tf.tensor2d(
        ids.map((id, i) => id * mask[i]!),
        [examples, length],
        'int32',
      ),
      mask: tf.tensor2d(mask, [examples, length]),
    },
    labels: tf.tensor1d(labelsOf(rows, lengths, length, fold(key, 'labels')), 'int32'),
  };
}

/** Classes of texts; of their tokens, of which one in three has none; or the ends of an answer in each. */
function labelsOf(rows: TinyRows, lengths: readonly number[], length: number, key: Key): number[] {
  const count = lengths.length;
  if (rows === 'texts') return whole([count], key, 0, 3);
  if (rows === 'ends')
    return whole([2 * count], key, 0, 2).map((end, row) => end + (row % 2 && lengths[row >> 1]! - 2));
  return whole([count * length], key, 0, 3).map((label, row) => {
    const place = row % length;
    return place % 3 === 2 || place >= lengths[Math.floor(row / length)]! ? uncounted : label;
  });
}

/**
 * Images for `tinyImage`. The caller disposes the tensors.
 *
 * @param size the key, and how many images (default 4).
 */
export function imageBatch({ key = rootKey(3), examples = 4 }: BatchSize = {}): Batch {
  return {
    inputs: { values: uniform([examples, 5, 5, 1], fold(key, 'pixels')) },
    labels: tf.tensor1d(whole([examples], fold(key, 'labels'), 0, 4), 'int32'),
  };
}

/** Whole numbers in low … high − 1. */
function whole(shape: number[], key: Key, low: number, high: number): number[] {
  return tf.tidy(() => [...uniform(shape, key, low, high).dataSync()].map(Math.floor));
}
