import type { Params } from '@advtrain/core';
import { constant, dropout, embedding, fold, relativeScores } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import type { NetShape } from '../shape.ts';
import type { DisentangledFields } from '../config/own-fields.ts';
import type { BlockOptions, Shapes } from './block.ts';
import { dense, denseShapes, norm, normShapes } from './layers.ts';
import type { AddedScores } from './post-norm-block.ts';
import { summed } from './score-bias.ts';

type Config = NetShape & DisentangledFields;

const table = 'deberta.encoder.rel_embeddings.weight';
const tableNorm = 'deberta.encoder.LayerNorm';

/** What distances add to the scores of a DeBERTa block (He et al. 2021), whose own projections are at `layer`. */
export function disentangledScores(config: Config, layer: string): AddedScores {
  const { hidden_size: hidden, num_attention_heads: heads, pos_att_type: kinds } = config;
  const scale = 1 / Math.sqrt(((1 + kinds.length) * hidden) / heads);
  return {
    shapes: config.relative_attention ? shapesOf(config, layer) : {},
    scale,
    add: (params, queries, keys, options) => {
      if (!config.relative_attention || kinds.length === 0) return undefined;
      return tf.mul(scores(config, layer, params, queries, keys, options), constant(scale));
    },
  };
}

function shapesOf(config: Config, layer: string): Shapes {
  const { hidden_size: hidden, pos_att_type: kinds, share_att_key: shared } = config;
  return {
    [table]: [2 * spanOf(config), hidden],
    ...(config.norm_rel_ebd === 'layer_norm' && normShapes(tableNorm, hidden)),
    ...(!shared && kinds.includes('c2p') && denseShapes(`${layer}.pos_key_proj`, hidden, hidden)),
    ...(!shared && kinds.includes('p2c') && denseShapes(`${layer}.pos_query_proj`, hidden, hidden)),
  };
}

function scores(
  config: Config,
  layer: string,
  params: Params,
  queries: tf.Tensor,
  keys: tf.Tensor,
  options: BlockOptions,
): tf.Tensor {
  const length = keys.shape[2] ?? 0;
  const { num_attention_heads: heads, share_att_key: shared, pos_att_type: kinds } = config;
  const rows = distances(config, params, length, options.key);
  const projected = (own: string, whole: string): tf.Tensor => {
    const all = dense(params, `${layer}.${shared ? whole : own}`, rows);
    return tf.transpose(tf.reshape(all, [2 * length, heads, -1]), [1, 0, 2]);
  };
  const isAll = options.tokens !== 'first';
  const contentToPosition = kinds.includes('c2p')
    ? ofQueries(queries, projected('pos_key_proj', 'key_proj'), isAll)
    : undefined;
  const positionToContent = kinds.includes('p2c')
    ? ofKeys(keys, projected('pos_query_proj', 'query_proj'), isAll)
    : undefined;
  return summed(contentToPosition, positionToContent)!;
}

/** Queries · the rows of their distances to the keys, rows [heads, 2T, D]: [N, heads, T or 1, T]. */
function ofQueries(queries: tf.Tensor, rows: tf.Tensor, isAll: boolean): tf.Tensor {
  const length = rows.shape[1]! / 2;
  // The distance of a query falls as its key lies further ahead.
  const ahead = tf.reverse(tf.slice(rows, [0, 0, 0], [-1, 2 * length - 1, -1]), 1);
  if (!isAll) return firstQuery(queries, tf.slice(ahead, [0, length - 1, 0], [-1, length, -1]));
  return relativeScores(queries, tf.concat([ahead, tf.slice(rows, [0, 2 * length - 1, 0], [-1, 1, -1])], 1));
}

/** Keys · the rows of their queries' distances to them, rows [heads, 2T, D]: [N, heads, T or 1, T]. */
function ofKeys(keys: tf.Tensor, rows: tf.Tensor, isAll: boolean): tf.Tensor {
  const length = rows.shape[1]! / 2;
  if (isAll) return tf.transpose(relativeScores(keys, rows), [0, 1, 3, 2]);
  return firstQuery(keys, tf.reverse(tf.slice(rows, [0, 0, 0], [-1, length, -1]), 1));
}

/** Products of tokens [N, heads, 1 or T, D] with a row each [heads, T, D]: what the first query gets, [N, heads, 1, T]. */
function firstQuery(tokens: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  return tf.expandDims(tf.sum(tf.mul(tokens, tf.expandDims(rows, 0)), -1), 2);
}

/** The rows of the distances −(T − 1) … T of a query from a key, of the table normalised and dropped: [2T, H]. */
function distances(config: Config, params: Params, length: number, key: BlockOptions['key']): tf.Tensor {
  const span = spanOf(config);
  const ids = Int32Array.from({ length: 2 * length }, (_, at) =>
    Math.min(Math.max(bucketOf(config, at - length + 1) + span, 0), 2 * span - 1),
  );
  const all = param(params, table);
  const normed = config.norm_rel_ebd === 'layer_norm' ? norm(params, tableNorm, all, config.layer_norm_eps) : all;
  const dropped = dropout(normed, config.hidden_dropout_prob, key && fold(key, 'attention.positions'));
  return embedding(dropped, tf.tensor1d(ids, 'int32'));
}

/** How many distances to each side have rows. */
function spanOf(config: Config): number {
  return config.position_buckets > 0 ? config.position_buckets : farthest(config);
}

function farthest({ max_relative_positions: most, max_position_embeddings: positions }: Config): number {
  return most < 1 ? positions : most;
}

/** The bucket of a distance: near ones are their own, far ones in logarithmic steps; in float32, which decides at the edges. */
function bucketOf(config: Config, distance: number): number {
  const middle = Math.floor(config.position_buckets / 2);
  const far = Math.abs(distance);
  if (config.position_buckets < 1 || far <= middle) return distance;
  const log = (ratio: number): number => Math.fround(Math.log(Math.fround(ratio)));
  const share = Math.fround(log(far / middle) / log((farthest(config) - 1) / middle));
  return Math.sign(distance) * (Math.ceil(Math.fround(share * (middle - 1))) + middle);
}
