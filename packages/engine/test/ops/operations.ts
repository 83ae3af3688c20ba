import { key } from '../../src/index.ts';
import * as engine from '../../src/index.ts';
import * as tf from '@tensorflow/tfjs-core';

/** An operation with the shapes of its differentiable inputs. */
export interface Operation {
  readonly shapes: readonly (readonly number[])[];
  readonly apply: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** The inputs' entries. Default: between −1.2 and 1.2, no two alike. */
  readonly values?: (input: number, entry: number) => number;
}

const ids = (): tf.Tensor => tf.tensor2d([1, 3, 3, 0], [2, 2], 'int32');
const dropped = (): tf.Tensor => tf.tensor4d([0, 0, -1e9, 0, 0, 0], [2, 1, 1, 3]);

/** Every operation of the engine that has a gradient. */
export const operations: Readonly<Record<string, Operation>> = {
  embedding: { shapes: [[5, 3]], apply: (table) => engine.embedding(table, ids()) },
  layerNorm: { shapes: [[2, 3, 4], [4], [4]], apply: (x, gain, bias) => engine.layerNorm(x, gain, bias, 1e-5) },
  groupNorm: {
    shapes: [[2, 2, 3, 6], [6], [6]],
    apply: (x, gain, bias) => engine.groupNorm(x, gain, bias, 3, 1e-5),
  },
  gelu: { shapes: [[3, 4]], apply: (x) => engine.gelu(tf.mul(x, 2)) },
  geluTanh: { shapes: [[3, 4]], apply: (x) => engine.geluTanh(tf.mul(x, 2)) },
  // Nothing near 0, where it has a corner.
  relu: { shapes: [[3, 4]], apply: (x) => engine.relu(x), values: (_, entry) => (entry - 5.5) / 4 },
  dropout: { shapes: [[4, 5]], apply: (x) => engine.dropout(x, 0.4, key(3)) },
  attention: {
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 3, 4],
      [2, 2, 3, 4],
    ],
    apply: (q, k, v) => engine.attention(q, k, v),
  },
  'attention with padding and dropout': {
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 3, 4],
      [2, 2, 3, 4],
    ],
    apply: (q, k, v) => engine.attention(q, k, v, { bias: dropped(), rate: 0.3, key: key(4) }),
  },
  'attention with a bias that is learned': {
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 3, 4],
      [2, 2, 3, 4],
      [1, 2, 3, 3],
    ],
    apply: (q, k, v, bias) => engine.attention(q, k, v, { bias: bias, scale: 0.3 }),
  },
  'localAttention in blocks': {
    shapes: [
      [1, 7, 2, 2],
      [1, 7, 2, 2],
      [1, 7, 2, 2],
    ],
    apply: (q, k, v) => engine.localAttention(q, k, v, 2),
  },
  relativeScores: {
    shapes: [
      [2, 2, 3, 4],
      [2, 6, 4],
    ],
    apply: (x, rows) => engine.relativeScores(x, rows),
  },
  relativeBias: { shapes: [[2, 6]], apply: (rows) => engine.relativeBias(rows) },
  rotary: { shapes: [[2, 3, 2, 4]], apply: (x) => engine.rotary(x, 100) },
  'crossEntropy, twice': {
    shapes: [[3, 4]],
    apply: (logits) => tf.mul(engine.crossEntropy(logits, tf.tensor1d([0, 3, 1], 'int32')), 2),
  },
  countedCrossEntropy: {
    shapes: [[3, 4]],
    apply: (logits) => engine.countedCrossEntropy(logits, tf.tensor1d([0, -1, 1], 'int32')),
  },
  meanSquaredError: { shapes: [[4, 1]], apply: (y) => engine.meanSquaredError(y, tf.tensor1d([0.3, -1, 2, 0])) },
  'linear with a bias': { shapes: [[2, 3, 4], [5, 4], [5]], apply: (x, w, b) => engine.linear(x, w, b) },
  'linear without': {
    shapes: [
      [3, 4],
      [5, 4],
    ],
    apply: (x, w) => engine.linear(x, w),
  },
  dot: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    apply: (a, b) => engine.dot(a, b),
  },
  conv2d: {
    shapes: [
      [2, 4, 5, 2],
      [3, 3, 2, 2],
    ],
    apply: (x, kernel) => engine.conv2d(x, kernel),
  },
  'conv2d with stride and padding': {
    shapes: [
      [1, 5, 6, 1],
      [3, 2, 1, 3],
    ],
    apply: (x, kernel) => engine.conv2d(x, kernel, { stride: 2, padding: 1 }),
  },
  maxPool: {
    shapes: [[2, 4, 4, 2]],
    apply: (x) => engine.maxPool(x, 2),
    // Far apart, so that a small move makes no other entry the largest.
    values: (_, entry) => ((entry * 37) % 64) / 5,
  },
  'maxPool of windows that overlap': {
    shapes: [[1, 5, 5, 1]],
    apply: (x) => engine.maxPool(x, 3, 2),
    values: (_, entry) => ((entry * 7) % 25) / 3,
  },
};

/** An operation's inputs, as numbers. */
export function inputsOf({ shapes, values = spread }: Operation): Float32Array[] {
  return shapes.map((shape, input) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, entry) => values(input, entry)),
  );
}

/** Σ weight · op(inputs), with weights of which none is like another. */
export function weighted({ shapes, apply }: Operation, inputs: readonly tf.Tensor[]): tf.Scalar {
  const y = apply(...inputs.map((input, i) => tf.reshape(input, [...shapes[i]!])));
  const weights = Float32Array.from({ length: y.size }, (_, i) => spread(7, i));
  return tf.sum(tf.mul(tf.reshape(y, [-1]), tf.tensor1d(weights)));
}

function spread(input: number, entry: number): number {
  return 1.2 * Math.sin(1 + 2.3 * entry + 1.7 * input);
}
