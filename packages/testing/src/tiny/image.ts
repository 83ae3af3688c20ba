import type { Model, Params } from '@advtrain/core';
import { conv2d, dropout, fold, gelu, key as rootKey, linear, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { initialVariables, type Disposable } from './initial-variables.ts';

/** How a tiny image model is made. */
export interface TinyImageOptions {
  /** What its parameters follow from. Default `key(2)`. */
  readonly key?: Key;
  /** Dropout rate after both blocks. Default 0.2. */
  readonly rate?: number;
}

const side = 5;
const channels = 3;
const hidden = 6;
const classes = 4;

const shapes = {
  'blocks.0.weight': [3, 3, 1, channels],
  'blocks.0.bias': [channels],
  'blocks.1.weight': [hidden, 9 * channels],
  'blocks.1.bias': [hidden],
  'classifier.weight': [classes, hidden],
  'classifier.bias': [classes],
};

/**
 * An image classifier in two blocks, smooth everywhere: a convolution (3 × 3, stride 2, padding 1), then a dense layer.
 * Images [B, 5, 5, 1] with pixels in [0, 1], 4 classes.
 *
 * @param options the key, and the rate of dropout (default 0.2).
 */
export function tinyImage({ key = rootKey(2), rate = 0.2 }: TinyImageOptions = {}): Model & Disposable {
  const blocks = [convolved, dense];
  const run = (from: number, to: number, params: Params, x: tf.Tensor, stream?: Key): tf.Tensor =>
    blocks
      .slice(from, to)
      .reduce((h, block, i) => dropout(block(params, h), rate, stream && fold(stream, from + i)), x);
  return {
    ...initialVariables(shapes, key),
    domain: [0, 1],
    blocks: blocks.length,
    stemShare: (depth) => 0.25 * depth,
    hiddenShape: ([batch], depth = 1) =>
      [
        [batch!, side, side, 1],
        [batch!, 3, 3, channels],
        [batch!, hidden],
      ][depth]!,
    embed: (_, { values }) => values,
    stem: (params, x, _, stream, depth = 1) => run(0, depth, params, x, stream),
    trunk: (params, h, _, stream, depth = 1) => {
      const features = run(depth, blocks.length, params, h, stream);
      return linear(features, params['classifier.weight']!, params['classifier.bias']) as tf.Tensor2D;
    },
  };
}

function convolved(params: Params, x: tf.Tensor): tf.Tensor {
  return gelu(tf.add(conv2d(x, params['blocks.0.weight']!, { stride: 2, padding: 1 }), params['blocks.0.bias']!));
}

function dense(params: Params, x: tf.Tensor): tf.Tensor {
  return tf.tanh(linear(tf.reshape(x, [x.shape[0], -1]), params['blocks.1.weight']!, params['blocks.1.bias']));
}
