import { constant, fold, normal, type Key } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { encoderConfig, type EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import { parameterShapes } from './names.ts';

/**
 * Random parameters for training from scratch, as BERT starts: weights N(0, `initializer_range`²) (ModernBERT: cut off,
 * and narrower where they end a layer), biases and the
 * padding embeddings 0, LayerNorm gains 1. Each parameter's draw depends on the key and its own name alone, so a head
 * drawn for pretrained layers is the head of a whole model drawn with that key. `names` picks some; default all.
 *
 * @param config a parsed `config.json`.
 * @param key what the draws follow from.
 * @param names Hugging Face names of the parameters that are drawn.
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
  const usual = { deviation: config.initializer_range, cutoff: Infinity };
  const { deviation, cutoff } = families[config.model_type].spread?.(config, name) ?? usual;
  const weights = tf.mul(within(cutoff, shape, fold(key, name)), constant(deviation));
  const padding = paddingRow(config, name);
  return padding === undefined ? weights : tf.where(real(shape[0] ?? 0, padding), weights, tf.zeros(shape));
}

/** Standard normal numbers, drawn again where they lie beyond a cutoff. */
function within(cutoff: number, shape: number[], key: Key): tf.Tensor {
  const inside = (drawn: tf.Tensor): tf.Tensor => tf.lessEqual(tf.abs(drawn), constant(cutoff));
  let drawn = normal(shape, key);
  if (cutoff === Infinity) return drawn;
  for (let again = 1; !tf.all(inside(drawn)).dataSync()[0]; again++) {
    drawn = tf.where(inside(drawn), drawn, normal(shape, fold(key, again)));
  }
  return drawn;
}

/** The row of a table that is padding's: of word embeddings, and of positions such as RoBERTa's. */
function paddingRow(config: EncoderConfig, name: string): number | undefined {
  const { words, positions, countsBehind } = families[config.model_type].embeddings;
  if (name === words) return config.pad_token_id;
  return name === positions ? countsBehind?.(config) : undefined;
}

/** A column [rows, 1] that is true but for padding. */
function real(rows: number, padding: number): tf.Tensor2D {
  return tf.notEqual(tf.reshape(tf.range(0, rows, 1, 'int32'), [rows, 1]), tf.scalar(padding, 'int32'));
}
