import { constant, dropout, fold, type Key } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { activate } from './activation.ts';
import type { Adapters } from './blocks/adapters.ts';
import { dense, norm } from './blocks/layers.ts';
import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';

/** Scores of hidden [N, T, H] → [N, num_labels], through a dense layer with the family's activation. `mask` [N, T] has 0 for padding. */
export function head(
  config: EncoderConfig,
  params: Params,
  hidden: tf.Tensor,
  { mask, ...options }: { readonly mask?: tf.Tensor; readonly key?: Key; readonly adapters?: Adapters },
): tf.Tensor2D {
  const { key } = options;
  const own = families[config.model_type].head(config);
  const drop = (x: tf.Tensor, rate: number, place: string): tf.Tensor => dropout(x, rate, key && fold(key, place));

  const read = own.readsMean === true ? meanToken(hidden, mask) : firstOf(hidden);
  const given = drop(read, own.inputRate ?? 0, 'head.input');
  const mapped = dense(params, own.dense, given, { ...options, biased: own.unbiased !== true });
  const active = activate(own.activation, mapped);
  const pooled = own.norm ? norm(params, own.norm.name, active, config.layer_norm_eps, own.norm.bias) : active;
  return dense(params, own.scores, drop(pooled, config.classifier_dropout, 'head.output'), options) as tf.Tensor2D;
}

function firstOf(hidden: tf.Tensor): tf.Tensor {
  const [rows = 0, , width = 0] = hidden.shape;
  return tf.reshape(tf.slice(hidden, [0, 0, 0], [rows, 1, width]), [rows, width]);
}

/** The mean over the tokens that are no padding; over none of them it is 0. */
function meanToken(hidden: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
  if (!mask) return tf.mean(hidden, 1);
  const sum = tf.sum(tf.mul(hidden, tf.expandDims(mask, -1)), 1);
  return tf.div(sum, tf.maximum(tf.sum(mask, 1, true), constant(1)));
}
