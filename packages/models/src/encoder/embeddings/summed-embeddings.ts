import type { Inputs, Params } from '@advtrain/core';
import { dropout, embedding, fold } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import { dense, denseShapes, norm, normShapes } from '../blocks/layers.ts';
import type { NetShape } from '../shape.ts';
import type { Embeddings, EmbeddingsOptions } from './embeddings.ts';
import { positionsOf } from './positions.ts';

/** What sets a family's embeddings apart from BERT's. */
export interface SummedOptions {
  /** {@link Embeddings.countsBehind}. */
  readonly countsBehind?: (config: NetShape) => number;
  /** The linear map from the embeddings' width to the hidden layers', where the config has one. */
  readonly projection?: (config: NetShape) => string | undefined;
}

/** BERT's embeddings: words, segments and positions, summed, normalised, dropped; for ALBERT and ELECTRA mapped to the hidden size. */
export function summedEmbeddings(prefix: string, { countsBehind, projection }: SummedOptions = {}): Embeddings {
  const name = `${prefix}.embeddings`;
  const words = `${name}.word_embeddings.weight`;
  const places = `${name}.position_embeddings.weight`;
  const segments = `${name}.token_type_embeddings.weight`;
  return {
    words,
    positions: places,
    segments,
    norm: `${name}.LayerNorm`,
    projection: (config) => {
      const map = projection?.(config);
      return map === undefined ? undefined : { name: map, bias: true };
    },
    ...(countsBehind && { countsBehind }),
    shapes: (config) => {
      const { embedding_size: width, hidden_size: hidden, type_vocab_size: types } = config;
      const map = projection?.(config);
      return {
        [words]: [config.vocab_size, width],
        [places]: [config.max_position_embeddings, width],
        ...(types > 0 && { [segments]: [types, width] }),
        ...normShapes(`${name}.LayerNorm`, width),
        ...(map !== undefined && denseShapes(map, hidden, width)),
      };
    },
    multiplications: (config) => (projection?.(config) === undefined ? 0 : config.embedding_size * config.hidden_size),
    compute: (config: NetShape, params: Params, x: tf.Tensor, inputs: Inputs, options: EmbeddingsOptions = {}) => {
      const { key } = options;
      const typed = config.type_vocab_size > 0 ? tf.add(x, typesOf(param(params, segments), inputs.types)) : x;
      const placed = tf.add(typed, positionsOf(config, param(params, places), inputs.values, countsBehind?.(config)));
      const normed = norm(params, `${name}.LayerNorm`, placed, config.layer_norm_eps);
      const dropped = dropout(normed, config.hidden_dropout_prob, key && fold(key, 'embeddings'));
      const map = projection?.(config);
      return map === undefined ? dropped : dense(params, map, dropped, options);
    },
  };
}

/** Segment embeddings [N, T, D], or those of segment 0 [1, D] when there are no segment ids. */
export function typesOf(table: tf.Tensor, ids?: tf.Tensor): tf.Tensor {
  return ids ? embedding(table, ids) : tf.slice(table, [0, 0], [1, table.shape[1] ?? 0]);
}
