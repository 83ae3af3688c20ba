import type { Inputs, Model, Params } from '@advtrain/core';
import {
  attention,
  dropout,
  embedding,
  fold,
  gelu,
  key as rootKey,
  layerNorm,
  linear,
  type Key,
} from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { initialVariables, type Disposable } from './initial-variables.ts';

/** What the rows of a tiny text model's logits are: of texts, of their tokens, or of the ends of answers in them. */
export type TinyRows = 'texts' | NonNullable<Model['rows']>;

/** How a tiny text model is made. */
export interface TinyTextOptions {
  /** What its parameters follow from. Default `key(1)`. */
  readonly key?: Key;
  /** Dropout rate of the embeddings, of both blocks, of the attention's probabilities and of the head. Default 0.2. */
  readonly rate?: number;
  /** Default `texts`. */
  readonly rows?: TinyRows;
}

const vocabulary = 12;
const width = 4;
const hidden = 6;
const classes = 3;

const shapes = (outputs: number): Record<string, number[]> => ({
  'embeddings.weight': [vocabulary, width],
  'blocks.0.weight': [hidden, width],
  'blocks.0.bias': [hidden],
  'blocks.1.query.weight': [hidden, hidden],
  'blocks.1.value.weight': [hidden, hidden],
  'blocks.1.value.bias': [hidden],
  'blocks.1.LayerNorm.weight': [hidden],
  'blocks.1.LayerNorm.bias': [hidden],
  'classifier.weight': [outputs, hidden],
  'classifier.bias': [outputs],
});

/**
 * A text classifier of 164 parameters in two blocks, smooth everywhere: tokens each on their own, then mixed by
 * attention. Ids 0 … 11, 3 classes, no domain.
 *
 * @param options the key, the rate of dropout (default 0.2), and what has a row of logits (default: a text).
 */
export function tinyText({ key = rootKey(1), rate = 0.2, rows = 'texts' }: TinyTextOptions = {}): Model & Disposable {
  const blocks = [tokens, mixed];
  const run = (from: number, to: number, params: Params, x: tf.Tensor, inputs: Inputs, stream?: Key): tf.Tensor =>
    blocks.slice(from, to).reduce((h, block, i) => block(params, h, inputs, rate, child(stream, from + i)), x);
  return {
    ...initialVariables(shapes(rows === 'ends' ? 2 : classes), key),
    ...(rows !== 'texts' && { rows }),
    blocks: blocks.length,
    stemShare: (depth) => 0.375 * depth,
    hiddenShape: (x, depth = 1) => (depth === 0 ? [...x] : [...x.slice(0, -1), hidden]),
    embed: (params, { values }) => embedding(params['embeddings.weight']!, values),
    stem: (params, x, inputs, stream, depth = 1) =>
      run(0, depth, params, dropout(x, rate, child(stream, 'embeddings')), inputs, stream),
    trunk: (params, h, inputs, stream, depth = 1) => {
      const last = run(depth, blocks.length, params, h, inputs, stream);
      const read = rows === 'texts' ? mean(last, inputs.mask!) : last;
      const kept = dropout(read, rate, child(stream, 'classifier'));
      const scores = linear(kept, params['classifier.weight']!, params['classifier.bias']);
      if (rows === 'tokens') return tf.reshape(scores, [-1, classes]);
      return rows === 'ends' ? ends(scores, inputs.mask!) : (scores as tf.Tensor2D);
    },
  };
}

function tokens(params: Params, x: tf.Tensor, _: Inputs, rate: number, key?: Key): tf.Tensor {
  return dropout(gelu(linear(x, params['blocks.0.weight']!, params['blocks.0.bias'])), rate, key);
}

function mixed(params: Params, x: tf.Tensor, { mask }: Inputs, rate: number, key?: Key): tf.Tensor {
  const [batch, length] = x.shape as [number, number];
  const heads = (h: tf.Tensor): tf.Tensor => tf.reshape(h, [batch, 1, length, hidden]);
  const query = heads(linear(x, params['blocks.1.query.weight']!));
  const value = heads(linear(x, params['blocks.1.value.weight']!, params['blocks.1.value.bias']));
  const bias = tf.mul(tf.sub(tf.reshape(mask!, [batch, 1, 1, length]), 1), 1e9);
  const context = attention(query, heads(x), value, { bias, rate, key: child(key, 'probabilities') });
  const sum = tf.add(x, dropout(tf.reshape(context, x.shape), rate, child(key, 'context')));
  return layerNorm(sum, params['blocks.1.LayerNorm.weight']!, params['blocks.1.LayerNorm.bias'], 1e-5);
}

/** The mean over real tokens: [B, T, H], mask [B, T] → [B, H]. */
function mean(h: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const real = tf.expandDims(mask, -1);
  return tf.div(tf.sum(tf.mul(h, real), 1), tf.sum(real, 1));
}

/** [B, T, 2] → [2 · B, T], without padding. */
function ends(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor2D {
  const [batch, length] = scores.shape as [number, number];
  const hidden = tf.mul(tf.sub(tf.expandDims(mask, 1), 1), 1e9);
  return tf.reshape(tf.add(tf.transpose(scores, [0, 2, 1]), hidden), [2 * batch, length]);
}

function child(key: Key | undefined, name: string | number): Key | undefined {
  return key && fold(key, name);
}
