import type { Params } from '@advtrain/core';
import { constant, dropout, embedding, fold, relativeScores } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import type { NetShape } from '../shape.ts';
import type { DisentangledFields } from '../config/own-fields.ts';
import type { BlockNames, BlockOptions, Shapes } from './block.ts';
import { dense, denseShapes, norm, normShapes } from './layers.ts';
import type { Distances } from '../distances.ts';
import type { AddedScores } from './post-norm-block.ts';
import { summed } from './score-bias.ts';

type Config = NetShape & DisentangledFields;

const table = 'deberta.encoder.rel_embeddings.weight';
const tableNorm = 'deberta.encoder.LayerNorm';

/** The layers that distances go through, for queries and for keys. */
type Projections = Required<Pick<BlockNames, 'positionKey' | 'positionQuery'>>;

/** What distances add to the scores of a DeBERTa block (He et al. 2021). */
export function disentangledScores(config: Config, names: Projections): AddedScores {
  const { hidden_size: hidden, num_attention_heads: heads, pos_att_type: kinds } = config;
  const scale = 1 / Math.sqrt(((1 + kinds.length) * hidden) / heads);
  return {
    shapes: config.relative_attention ? shapesOf(config, names) : {},
    scale,
    add: (params, queries, keys, options) => {
      if (!config.relative_attention || kinds.length === 0) return undefined;
      return tf.mul(scores(config, names, params, queries, keys, options), constant(scale));
    },
  };
}

function shapesOf(config: Config, { positionKey, positionQuery }: Projections): Shapes {
  const { hidden_size: hidden, pos_att_type: kinds, share_att_key: shared } = config;
  return {
    [table]: [2 * spanOf(config), hidden],
    ...(config.norm_rel_ebd === 'layer_norm' && normShapes(tableNorm, hidden)),
    ...(!shared && kinds.includes('c2p') && denseShapes(positionKey, hidden, hidden)),
    ...(!shared && kinds.includes('p2c') && denseShapes(positionQuery, hidden, hidden)),
  };
}

function scores(
  config: Config,
  { positionKey, positionQuery }: Projections,
  params: Params,
  queries: tf.Tensor,
  keys: tf.Tensor,
  options: BlockOptions,
): tf.Tensor {
  const length = keys.shape[2] ?? 0;
  const { num_attention_heads: heads, pos_att_type: kinds } = config;
  const rows = distances(config, params, length, options.key);
  const projected = (name: string): tf.Tensor => {
    const all = dense(params, name, rows, {
      ...(options.adapters && { adapters: options.adapters }),
      ...(options.key && { key: fold(options.key, 'positions') }),
    });
    return tf.transpose(tf.reshape(all, [2 * length, heads, -1]), [1, 0, 2]);
  };
  const isAll = options.tokens !== 'first';
  const contentToPosition = kinds.includes('c2p') ? ofQueries(queries, projected(positionKey), isAll) : undefined;
  const positionToContent = kinds.includes('p2c') ? ofKeys(keys, projected(positionQuery), isAll) : undefined;
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
  const ids = Int32Array.from({ length: 2 * length }, (_, at) => rowOf(config, at - length + 1));
  const all = param(params, table);
  const normed = config.norm_rel_ebd === 'layer_norm' ? norm(params, tableNorm, all, config.layer_norm_eps) : all;
  const dropped = dropout(normed, config.hidden_dropout_prob, key && fold(key, 'attention.positions'));
  return embedding(dropped, tf.tensor1d(ids, 'int32'));
}

/** The table of distances that the attention of a DeBERTa reads, where it reads one. */
export function distancesOf(config: Config): Distances | undefined {
  if (!config.relative_attention || config.pos_att_type.length === 0) return undefined;
  return {
    table,
    ...(config.norm_rel_ebd === 'layer_norm' && { norm: tableNorm }),
    rowOf: (ahead) => rowOf(config, -ahead),
  };
}

/** The row of a query's distance from a key. */
function rowOf(config: Config, distance: number): number {
  const span = spanOf(config);
  return Math.min(Math.max(bucketOf(config, distance) + span, 0), 2 * span - 1);
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
