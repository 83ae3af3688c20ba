import { constant, dropout, fold, type Key } from '@advtrain/engine';
import type { Inputs, Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { activate } from './activation.ts';
import type { Adapters } from './blocks/adapters.ts';
import { dense, norm } from './blocks/layers.ts';
import type { EncoderConfig } from './config/config.ts';
import type { InnerLayer } from './families/family.ts';
import { headOf } from './families/head-of.ts';

/** What a head computes with. */
export interface HeadInput {
  /** [N, T], 0 for padding. Default: there is none. */
  readonly mask?: tf.Tensor;
  /** No key is no dropout. */
  readonly key?: Key;
  /** What is added beside its layers. Default: nothing. */
  readonly adapters?: Adapters;
}

/** Scores of hidden [N, T, H] → [N, num_labels], or [N, T, num_labels] where every token is read. */
export function head(
  config: EncoderConfig,
  params: Params,
  hidden: tf.Tensor,
  { mask, ...options }: HeadInput,
): tf.Tensor {
  const { key } = options;
  const { inner, scores, reads = 'first' } = headOf(config);
  const drop = (x: tf.Tensor, rate: number, place: string): tf.Tensor => dropout(x, rate, key && fold(key, place));

  const read = { first: firstOf, mean: meanToken, all: (all: tf.Tensor) => all }[reads](hidden, mask);
  const through = ({ dense: name, activation, inputRate = 0, ...more }: InnerLayer): tf.Tensor => {
    const given = drop(read, inputRate, 'head.input');
    const active = activate(activation, dense(params, name, given, { ...options, biased: more.unbiased !== true }));
    return more.norm ? norm(params, more.norm.name, active, config.layer_norm_eps, more.norm.bias) : active;
  };
  const features = inner ? through(inner) : read;
  return dense(params, scores, drop(features, config.classifier_dropout, 'head.output'), options);
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

/** Logits of padding: no answer begins or ends there, and its share of a softmax is 0. */
const never = -1e9;

/**
 * The scores of a head as rows of logits: as they are [B, C], of multiple choice [B, C] by question, of tokens [B · T, C], of
 * questions [2 · B, T], where each answer begins and where it ends. Throws one sentence where ids do not fit the task.
 */
export function rowsOfLogits({ task }: EncoderConfig, scores: tf.Tensor, { values, mask }: Inputs): tf.Tensor2D {
  if (task === 'multiple-choice') return tf.reshape(scores, choices(values));
  if (task === 'token-classification') return tf.reshape(scores, [-1, scores.shape.at(-1)!]);
  if (task !== 'question-answering') return scores as tf.Tensor2D;
  const [rows = 0, length = 0] = scores.shape;
  const ends = tf.transpose(scores, [0, 2, 1]);
  const real = mask ? tf.add(ends, tf.mul(tf.sub(constant(1), tf.expandDims(mask, 1)), constant(never))) : ends;
  return tf.reshape(real, [2 * rows, length]);
}

/** [B, C] of ids [B, C, T]. */
function choices({ shape }: tf.Tensor): [number, number] {
  if (shape.length !== 3) {
    throw new Error(`The ids of a multiple-choice model have shape [${shape.join(', ')}], but must be [B, C, T].`);
  }
  return [shape[0], shape[1]];
}
