import { attention, constant, dropout, fold, layerNorm, linear, type Key } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../param.ts';
import { activate } from './activation.ts';
import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import type { BlockNames } from './families/family.ts';

/** What a block is computed with, besides its parameters. */
export interface BlockOptions {
  /** Added to the attention scores: [N, 1, 1, T]. */
  readonly bias?: tf.Tensor;
  /** The block's own dropout key. None: no dropout. */
  readonly key?: Key;
  /** Which tokens come out: all, [N, T, H], or the first alone, [N, 1, H], which is all that a head reads. Default all. */
  readonly tokens?: 'all' | 'first';
}

/** One transformer block (Vaswani et al. 2017, normalised after the sum as in BERT): hidden [N, T, H] → [N, T, H]. */
export function attentionBlock(
  config: EncoderConfig,
  names: BlockNames,
  params: Params,
  hidden: tf.Tensor,
  { bias, key, tokens = 'all' }: BlockOptions = {},
): tf.Tensor {
  const family = families[config.model_type];
  const dense = (name: string, x: tf.Tensor): tf.Tensor =>
    linear(x, param(params, `${name}.weight`), param(params, `${name}.bias`));
  const norm = (name: string, x: tf.Tensor): tf.Tensor =>
    layerNorm(x, param(params, `${name}.weight`), param(params, `${name}.bias`), config.layer_norm_eps);
  const drop = (x: tf.Tensor, place: string): tf.Tensor =>
    dropout(x, config.hidden_dropout_prob, key && fold(key, place));
  const heads = (name: string, x: tf.Tensor): tf.Tensor => splitHeads(dense(name, x), config.num_attention_heads);

  const asking = tokens === 'all' ? hidden : tf.slice(hidden, [0, 0, 0], [-1, 1, -1]);
  const mixed = attention(heads(names.query, asking), heads(names.key, hidden), heads(names.value, hidden), {
    rate: config.attention_probs_dropout_prob,
    ...(bias && { bias }),
    ...(key && { key: fold(key, 'attention') }),
  });
  const joined = dense(names.attentionOutput, joinHeads(mixed));
  const attended = family.dropsAttention ? drop(joined, 'attention.output') : joined;
  const middle = norm(names.attentionNorm, tf.add(attended, asking));
  const contracted = dense(names.contract, activate(config.hidden_act, dense(names.expand, middle)));
  const output = family.dropsOutput ? drop(contracted, 'output') : contracted;
  return norm(names.outputNorm, tf.add(output, middle));
}

/**
 * What a mask [N, T] adds to attention scores: 0 for tokens, −1e9 for padding [N, 1, 1, T]. Finite, so that a row of
 * nothing but padding attends evenly instead of becoming NaN.
 */
export function attentionBias(mask: tf.Tensor): tf.Tensor {
  const [rows = 0, length = 0] = mask.shape;
  return tf.reshape(tf.mul(tf.sub(mask, constant(1)), constant(1e9)), [rows, 1, 1, length]);
}

/** [N, T, H] → [N, heads, T, H / heads]. */
function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [rows = 0, length = 0, width = 0] = x.shape;
  return tf.transpose(tf.reshape(x, [rows, length, heads, width / heads]), [0, 2, 1, 3]);
}

/** [N, heads, T, D] → [N, T, heads · D]. */
function joinHeads(x: tf.Tensor): tf.Tensor {
  const [rows = 0, heads = 0, length = 0, width = 0] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [rows, length, heads * width]);
}
