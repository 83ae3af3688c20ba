import type { Params } from '@advtrain/core';
import { attention, dropout, fold, linear, localAttention, rotary } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import type { NetShape } from '../shape.ts';
import type { ModernFields } from '../config/own-fields.ts';
import type { BlockOptions } from './block.ts';
import { dense } from './layers.ts';
import { firstRow, firstToken } from './score-bias.ts';

/** A ModernBERT's config. */
export type ModernConfig = NetShape & ModernFields;

/** Where a layer's attention looks, and how its positions turn. */
interface Sight {
  /** The name of its parameters. */
  readonly name: string;
  /** How far it sees. Absent: all tokens. */
  readonly reach?: number;
  readonly base: number;
}

/**
 * The attention of ModernBERT's layer `index` with its output layer and dropout: normalised hidden [N, T, H] → [N, T, H] or, of
 * the first token alone, [N, 1, H].
 */
export function rotaryAttention(
  config: ModernConfig,
  index: number,
  params: Params,
  normed: tf.Tensor,
  options: BlockOptions,
): tf.Tensor {
  const { attention_bias: biased, attention_probs_dropout_prob: rate, hidden_size: width } = config;
  const { key, tokens = 'all', adapters } = options;
  const name = `model.layers.${index}.attn`;
  const sight: Sight =
    config.layer_types[index] === 'sliding_attention'
      ? { name, reach: Math.floor(config.local_attention / 2), base: config.local_rope_theta }
      : { name, base: config.global_rope_theta };
  const mixed = (tokens === 'all' ? ofAll : ofFirst)(config, sight, params, normed, options);
  const [rows = 0, length = 0] = mixed.shape;
  const joined = tf.reshape(mixed, [rows, length, width]);
  const output = dense(params, `${name}.Wo`, joined, { biased, ...(key && { key }), ...(adapters && { adapters }) });
  return dropout(output, rate, key && fold(key, 'attention.output'));
}

/** What each token takes from those that it sees: [N, T, heads, D]. */
function ofAll(
  config: ModernConfig,
  { name, reach, base }: Sight,
  params: Params,
  normed: tf.Tensor,
  { bias, key, adapters }: BlockOptions,
): tf.Tensor {
  const { hidden_size: width, attention_bias: biased } = config;
  const own = { biased, ...(key && { key }), ...(adapters && { adapters }) };
  const all = dense(params, `${name}.Wqkv`, normed, own);
  const [turning, straight] = tf.split(all, [2 * width, width], -1) as [tf.Tensor, tf.Tensor];
  const [queries, keys] = tf.split(rotary(byHead(config, turning), base), 2, 2) as [tf.Tensor, tf.Tensor];
  const values = byHead(config, straight);
  const given = { ...dropping(config, key), ...(bias && { bias }) };
  if (reach !== undefined) return localAttention(queries, keys, values, reach, given);
  return swapped(attention(swapped(queries), swapped(keys), swapped(values), given));
}

/** What the first token takes, whose query is not turned, for its position is 0: [N, 1, heads, D]. */
function ofFirst(
  config: ModernConfig,
  { name, reach = Infinity, base }: Sight,
  params: Params,
  normed: tf.Tensor,
  { bias, key, adapters }: BlockOptions,
): tf.Tensor {
  // What the first token does not see need not be computed for it.
  const seen = Math.min(reach + 1, normed.shape[1] ?? 0);
  const near = tf.slice(normed, [0, 0, 0], [-1, seen, -1]);
  const layer = `${name}.Wqkv`;
  // One mask for all three, as where they are one layer.
  const low = adapters?.has(layer) ? adapters.down(params, layer, near, key) : undefined;
  const part = (which: 0 | 1 | 2, x: tf.Tensor, lowOfX: tf.Tensor | undefined): tf.Tensor => {
    const plain = third(config, layer, params, x, which);
    const rows = { begin: which * config.hidden_size, size: config.hidden_size };
    return byHead(config, lowOfX && adapters ? tf.add(plain, adapters.up(params, layer, lowOfX, rows)) : plain);
  };
  const queries = part(0, firstToken(normed), low && firstToken(low));
  const keys = rotary(part(1, near, low), base);
  const values = part(2, near, low);
  const row = bias && tf.slice(firstRow(bias), [0, 0, 0, 0], [-1, -1, -1, seen]);
  const given = { ...dropping(config, key), ...(row && { bias: row }) };
  return swapped(attention(swapped(queries), swapped(keys), swapped(values), given));
}

/** Queries, keys or values alone, of the one layer that gives all three. */
function third(config: ModernConfig, layer: string, params: Params, x: tf.Tensor, which: 0 | 1 | 2): tf.Tensor {
  const { hidden_size: width, attention_bias: biased } = config;
  const weight = tf.slice(param(params, `${layer}.weight`), [which * width, 0], [width, -1]);
  const bias = biased ? tf.slice(param(params, `${layer}.bias`), [which * width], [width]) : undefined;
  return linear(x, weight, bias);
}

function dropping(config: ModernConfig, key: BlockOptions['key']): Parameters<typeof localAttention>[4] {
  return { rate: config.attention_probs_dropout_prob, ...(key && { key: fold(key, 'attention') }) };
}

/** [N, T, heads · D] → [N, T, heads, D], whatever number of heads it is. */
function byHead({ hidden_size: width, num_attention_heads: heads }: ModernConfig, x: tf.Tensor): tf.Tensor {
  const [rows = 0, length = 0] = x.shape;
  return tf.reshape(x, [rows, length, -1, width / heads]);
}

/** [N, T, heads, D] ↔ [N, heads, T, D]. */
function swapped(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [0, 2, 1, 3]);
}
