import * as tf from '@tensorflow/tfjs-core';
import type { Key } from '../../random/key.ts';
import { attention } from './attention.ts';

/** What else enters the local attention. */
export interface LocalAttentionOptions {
  /** Added to the scores of keys [B, 1, 1, T]: 0 at tokens, a large negative number at padding. A constant. */
  readonly bias?: tf.Tensor;
  /** Dropout rate of the attention probabilities, in [0, 1). Default 0. */
  readonly rate?: number;
  /** Key of that dropout. None: no dropout. */
  readonly key?: Key | undefined;
}

const never = -1e9;

/**
 * Attention in which a token sees those at most `reach` away (Beltagy et al., 2020): q, k, v [B, T, H, D] → [B, T, H, D]. Costs
 * what 3 · reach keys a token cost, however long the sequence is: queries in blocks of `reach` see their own block and its two
 * neighbours. Short sequences, for which that is no less, are computed whole.
 *
 * @param q queries.
 * @param k keys.
 * @param v values.
 * @param reach in tokens, at least 1.
 * @param options what is added to the scores, and dropout of the shares (default: none).
 */
export function localAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  reach: number,
  { bias, rate = 0, key }: LocalAttentionOptions = {},
): tf.Tensor {
  if (!Number.isInteger(reach) || reach < 0) {
    throw new Error(`reach is ${reach}, but must be a whole number of at least 0.`);
  }
  const size = Math.max(reach, 1);
  const [batch = 0, length = 0, heads = 0, width = 0] = q.shape;
  const dropped = { rate, ...(key && { key }) };
  if (length <= 3 * size) {
    const [queries, keys, values] = [q, k, v].map((x) => tf.transpose(x, [0, 2, 1, 3])) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const added = length > reach + 1 ? summed(band(length, length, 0, reach), bias) : bias;
    const mixed = attention(queries, keys, values, { ...dropped, ...(added && { bias: added }) });
    return tf.transpose(mixed, [0, 2, 1, 3]);
  }
  const count = Math.ceil(length / size);
  const blocks = (x: tf.Tensor): tf.Tensor => inBlocks(x, count, size);
  const around = (x: tf.Tensor): tf.Tensor => withNeighbours(blocks(x), count);
  const added = tf.add(
    band(size, 3 * size, size, reach),
    biasAround(bias ?? tf.zeros([batch, 1, 1, length]), count, size),
  );
  const mixed = attention(blocks(q), around(k), around(v), { ...dropped, bias: added });
  const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, count * size, heads, width]);
  return tf.slice(joined, [0, 0, 0, 0], [-1, length, -1, -1]);
}

/** 0 where query i and key j − offset are at most `reach` apart, else a large negative number: [1, 1, queries, keys]. */
function band(queries: number, keys: number, offset: number, reach: number): tf.Tensor {
  const values = new Float32Array(queries * keys);
  for (let i = 0; i < queries; i++) {
    for (let j = 0; j < keys; j++) values[i * keys + j] = Math.abs(j - offset - i) > reach ? never : 0;
  }
  return tf.tensor4d(values, [1, 1, queries, keys]);
}

function summed(one: tf.Tensor, other: tf.Tensor | undefined): tf.Tensor {
  return other ? tf.add(one, other) : one;
}

/** [B, T, H, D] → [B · count, H, size, D], the last block filled up with zeros. */
function inBlocks(x: tf.Tensor, count: number, size: number): tf.Tensor {
  const [batch = 0, length = 0, heads = 0, width = 0] = x.shape;
  const missing = count * size - length;
  const filled =
    missing === 0
      ? x
      : tf.pad(x as tf.Tensor4D, [
          [0, 0],
          [0, missing],
          [0, 0],
          [0, 0],
        ]);
  return tf.transpose(tf.reshape(filled, [batch * count, size, heads, width]), [0, 2, 1, 3]);
}

/** Each block with the one before and the one behind it, zeros beyond the ends: [B · count, H, size, D] → [B · count, H, 3 · size, D]. */
function withNeighbours(x: tf.Tensor, count: number): tf.Tensor {
  const whole = x.size / x.shape[0];
  const rows = tf.pad(tf.reshape<tf.Rank.R3>(x, [-1, count, whole]), [
    [0, 0],
    [1, 1],
    [0, 0],
  ]);
  const shifted = [0, 1, 2].map((start) => tf.reshape(tf.slice(rows, [0, start, 0], [-1, count, -1]), x.shape));
  return tf.concat(shifted, 2);
}

/** The bias of each block's keys and of its neighbours': [B, 1, 1, T] → [B · count, 1, 1, 3 · size]; none beyond the ends. */
function biasAround(bias: tf.Tensor, count: number, size: number): tf.Tensor {
  const length = bias.shape.at(-1)!;
  const filled = tf.pad(
    tf.reshape<tf.Rank.R2>(bias, [-1, length]),
    [
      [0, 0],
      [size, count * size - length + size],
    ],
    never,
  );
  const rows = tf.reshape(filled, [-1, count + 2, size]);
  const shifted = [0, 1, 2].map((start) => tf.slice(rows, [0, start, 0], [-1, count, -1]));
  return tf.reshape(tf.concat(shifted, 2), [-1, 1, 1, 3 * size]);
}
