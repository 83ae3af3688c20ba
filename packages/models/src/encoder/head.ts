import { dropout, fold, linear, type Key } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../param.ts';
import { activate } from './activation.ts';
import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';

/** Scores of the first token: hidden [N, T, H] → [N, num_labels], through a dense layer with the family's activation. */
export function head(config: EncoderConfig, params: Params, hidden: tf.Tensor, key?: Key): tf.Tensor2D {
  const names = families[config.model_type].head(config.task);
  const dense = (name: string, x: tf.Tensor): tf.Tensor =>
    linear(x, param(params, `${name}.weight`), param(params, `${name}.bias`));
  const drop = (x: tf.Tensor, place: string): tf.Tensor =>
    dropout(x, config.classifier_dropout, key && fold(key, place));

  const [rows = 0, , width = 0] = hidden.shape;
  const first = tf.reshape(tf.slice(hidden, [0, 0, 0], [rows, 1, width]), [rows, width]);
  const pooled = activate(names.activation, dense(names.dense, names.dropsInput ? drop(first, 'head.input') : first));
  return dense(names.scores, drop(pooled, 'head.output')) as tf.Tensor2D;
}
