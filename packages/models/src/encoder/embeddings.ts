import { dropout, embedding, fold, layerNorm, linear, type Key } from '@advtrain/engine';
import type { Inputs, Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../param.ts';
import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import { longestSequence } from './config/longest-sequence.ts';

/** Ids [N, T] → word embeddings [N, T, D]: the point at which perturbations are added. */
export function wordEmbeddings(config: EncoderConfig, params: Params, ids: tf.Tensor): tf.Tensor {
  return embedding(param(params, `${config.model_type}.embeddings.word_embeddings.weight`), ids);
}

/**
 * The embeddings block behind the word embeddings: segments, positions, LayerNorm, dropout and, for ALBERT and ELECTRA,
 * the map to the hidden size. x [N, T, D] → [N, T, H]. Inputs are flattened to [N, T].
 */
export function embeddingsBlock(
  config: EncoderConfig,
  params: Params,
  x: tf.Tensor,
  inputs: Inputs,
  key?: Key,
): tf.Tensor {
  const name = `${config.model_type}.embeddings`;
  const places = positions(config, param(params, `${name}.position_embeddings.weight`), inputs.values);
  const hasSegments = config.type_vocab_size > 0;
  const typed = hasSegments ? tf.add(x, types(param(params, `${name}.token_type_embeddings.weight`), inputs.types)) : x;
  const normed = layerNorm(
    tf.add(typed, places),
    param(params, `${name}.LayerNorm.weight`),
    param(params, `${name}.LayerNorm.bias`),
    config.layer_norm_eps,
  );
  const dropped = dropout(normed, config.hidden_dropout_prob, key && fold(key, 'embeddings'));
  const map = families[config.model_type].projection(config);
  if (map === undefined) return dropped;
  return linear(dropped, param(params, `${map}.weight`), param(params, `${map}.bias`));
}

/** Position embeddings: rows 0 … T−1 [T, D], or RoBERTa's, which count real tokens from the padding id on [N, T, D]. */
function positions(config: EncoderConfig, table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const length = ids.shape[1] ?? 0;
  const counts = families[config.model_type].countsPositions;
  const limit = longestSequence(config);
  if (length > limit) {
    throw new Error(`A sequence has ${length} tokens, but this model has positions for ${limit}: cut it to that.`);
  }
  if (!counts) return tf.slice(table, [0, 0], [length, config.embedding_size]);
  const real = tf.cast(tf.notEqual(ids, tf.scalar(config.pad_token_id, 'int32')), 'int32');
  const counted = tf.mul(tf.cumsum(real, 1), real);
  return embedding(table, tf.add(counted, tf.scalar(config.pad_token_id, 'int32')));
}

/** Segment embeddings [N, T, D], or those of segment 0 [1, D] when there are no segment ids. */
function types(table: tf.Tensor, ids?: tf.Tensor): tf.Tensor {
  return ids ? embedding(table, ids) : tf.slice(table, [0, 0], [1, table.shape[1] ?? 0]);
}
