import { embedding } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { NetShape } from '../shape.ts';

/** For how many tokens there are positions: all, or those behind the padding id that they begin behind. */
export function positionCount({ max_position_embeddings: positions }: NetShape, padding?: number): number {
  return padding === undefined ? positions : positions - padding - 1;
}

/** Throws one sentence where ids [N, T] are longer than the model has positions for. */
export function mustHavePositions(config: NetShape, ids: tf.Tensor, padding?: number): void {
  const length = ids.shape[1] ?? 0;
  const limit = positionCount(config, padding);
  if (length <= limit) return;
  throw new Error(`A sequence has ${length} tokens, but this model has positions for ${limit}: cut it to that.`);
}

/**
 * Position embeddings of ids [N, T]: rows 0 … T−1 [T, D] or, with a padding id, RoBERTa's, which count real tokens from that id
 * on [N, T, D].
 */
export function positionsOf(config: NetShape, table: tf.Tensor, ids: tf.Tensor, padding?: number): tf.Tensor {
  mustHavePositions(config, ids, padding);
  if (padding === undefined) return tf.slice(table, [0, 0], [ids.shape[1] ?? 0, config.embedding_size]);
  const real = tf.cast(tf.notEqual(ids, tf.scalar(padding, 'int32')), 'int32');
  const counted = tf.mul(tf.cumsum(real, 1), real);
  return embedding(table, tf.add(counted, tf.scalar(padding, 'int32')));
}
