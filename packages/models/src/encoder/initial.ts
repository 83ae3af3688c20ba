import { constant, fold, normal, type Key } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { encoderConfig, type EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import { parameterShapes } from './names.ts';

/**
 * Random parameters for training from scratch, as BERT starts: weights N(0, `initializer_range`²), biases and the
 * padding embeddings 0, LayerNorm gains 1. Each parameter's draw depends on the key and its own name alone, so a head
 * drawn for pretrained layers is the head of a whole model drawn with that key. `names` picks some; default all.
 */
export function initialParams(config: object, key: Key, names?: readonly string[]): Params {
  const checked = encoderConfig(config);
  const shapes = parameterShapes(checked);
  const chosen = names ?? Object.keys(shapes);
  return Object.fromEntries(
    chosen.map((name) => {
      const shape = shapes[name];
      if (!shape) throw new Error(`A ${checked.model_type} model for ${checked.task} has no parameter "${name}".`);
      return [name, tf.tidy(() => draw(checked, name, [...shape], key))];
    }),
  );
}

function draw(config: EncoderConfig, name: string, shape: number[], key: Key): tf.Tensor {
  if (name.endsWith('.bias')) return tf.zeros(shape);
  if (shape.length === 1) return tf.ones(shape);
  const weights = tf.mul(normal(shape, fold(key, name)), constant(config.initializer_range));
  return hasPadding(config, name)
    ? tf.where(real(shape[0] ?? 0, config.pad_token_id), weights, tf.zeros(shape))
    : weights;
}

/** Whether the table has a row for padding: word embeddings have, and RoBERTa's positions. */
function hasPadding({ model_type: type }: EncoderConfig, name: string): boolean {
  return (
    name === `${type}.embeddings.word_embeddings.weight` ||
    (families[type].countsPositions && name === `${type}.embeddings.position_embeddings.weight`)
  );
}

/** A column [rows, 1] that is true but for padding. */
function real(rows: number, padding: number): tf.Tensor2D {
  return tf.notEqual(tf.reshape(tf.range(0, rows, 1, 'int32'), [rows, 1]), tf.scalar(padding, 'int32'));
}
