import type { Params } from '@advtrain/core';
import { constant, dropout, embedding, fold, relativeScores } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import type { EncoderConfig } from '../config/config.ts';
import type { DisentangledFields } from '../config/own-fields.ts';
import type { BlockOptions, Shapes } from './block.ts';
import { dense, denseShapes, norm, normShapes } from './layers.ts';
import type { AddedScores } from './post-norm-block.ts';

type Config = EncoderConfig & DisentangledFields;

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
  { key, tokens }: BlockOptions,
): tf.Tensor {
  const length = keys.shape[2] ?? 0;
  const { num_attention_heads: heads, share_att_key: shared, pos_att_type: kinds } = config;
  const rows = distances(config, params, length);
  const dropped = dropout(rows, config.hidden_dropout_prob, key && fold(key, 'attention.positions'));
  // The rows are by how far the key is ahead: query − key at c2p's end, key − query at p2c's.
  const projected = (own: string, whole: string): tf.Tensor => {
    const all = dense(params, `${layer}.${shared ? whole : own}`, dropped);
    return tf.transpose(tf.reshape(all, [2 * length, heads, -1]), [1, 0, 2]);
  };
  const isAll = tokens !== 'first';
  const parts: tf.Tensor[] = [];
  if (kinds.includes('c2p')) {
    const backwards = tf.reverse(projected('pos_key_proj', 'key_proj'), 1);
    // Reversed, the row that no pair reads is the first.
    const ahead = tf.concat([tf.slice(backwards, [0, 1, 0]), tf.slice(backwards, [0, 0, 0], [-1, 1, -1])], 1);
    parts.push(
      isAll
        ? relativeScores(queries, ahead)
        : firstQuery(queries, tf.slice(ahead, [0, length - 1, 0], [-1, length, -1])),
    );
  }
  if (kinds.includes('p2c')) {
    const ahead = projected('pos_query_proj', 'query_proj');
    parts.push(
      isAll
        ? tf.transpose(relativeScores(keys, ahead), [0, 1, 3, 2])
        : firstQuery(keys, tf.reverse(tf.slice(ahead, [0, 0, 0], [-1, length, -1]), 1)),
    );
  }
  return parts.length === 1 ? parts[0]! : tf.add(parts[0]!, parts[1]!);
}

/** Products of tokens [N, heads, 1 or T, D] with a row each [heads, T, D]: what the first query gets, [N, heads, 1, T]. */
function firstQuery(tokens: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  return tf.expandDims(tf.sum(tf.mul(tokens, tf.expandDims(rows, 0)), -1), 2);
}

/** The normalised rows of the distances −(T − 1) … T of a query from a key: [2T, H]. */
function distances(config: Config, params: Params, length: number): tf.Tensor {
  const span = spanOf(config);
  const ids = Int32Array.from({ length: 2 * length }, (_, at) =>
    Math.min(Math.max(bucketOf(config, at - length + 1) + span, 0), 2 * span - 1),
  );
  const all = param(params, table);
  const normed = config.norm_rel_ebd === 'layer_norm' ? norm(params, tableNorm, all, config.layer_norm_eps) : all;
  return embedding(normed, tf.tensor1d(ids, 'int32'));
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
