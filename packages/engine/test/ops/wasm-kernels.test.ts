import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { key, normal } from '../../src/index.node.ts';

/** The gradients of TensorFlow.js's own plain JavaScript, the reference, or of the backend that is set. */
function gradients(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: readonly tf.Tensor[]): Float32Array[] {
  return tf.tidy(() => {
    const weighted = (...given: tf.Tensor[]): tf.Scalar => {
      const y = f(...given);
      return tf.sum(tf.mul(y, normal(y.shape, key(9))));
    };
    return tf
      .grads(weighted)([...inputs])
      .map((gradient) => Float32Array.from(gradient.dataSync()));
  });
}

const cases: [string, number[][], (...inputs: tf.Tensor[]) => tf.Tensor][] = [];
for (const pad of ['same', 'valid', 1] as const)
  for (const stride of [1, 2, [2, 1]] as (number | [number, number])[]) {
    if (pad === 1 && Array.isArray(stride)) continue;
    const how = `${String(pad)}, strides ${String(stride)}`;
    cases.push([
      `conv2d, ${how}`,
      [
        [2, 7, 6, 3],
        // Where padding is a number, TensorFlow.js's own sizes are wrong for kernels and strides that are not square, forwards too.
        [3, pad === 1 ? 3 : 2, 3, 4],
      ],
      (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad),
    ]);
    if (Array.isArray(stride)) continue;
    cases.push([
      `depthwiseConv2d, ${how}`,
      [
        [2, 7, 6, 3],
        [3, 3, 3, 2],
      ],
      (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad),
    ]);
  }
cases.push([
  'conv2d over a part of the image',
  [
    [1, 8, 8, 2],
    [1, 1, 2, 2],
  ],
  (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 3, 'valid'),
]);
cases.push(['gather', [[5, 2, 3]], (x) => tf.gather(x, tf.tensor2d([4, 0, 4, 1], [2, 2], 'int32'))]);
cases.push([
  'conv1d',
  [
    [2, 9, 3],
    [3, 3, 4],
  ],
  (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 2, 'same'),
]);

/** Inputs and plain JavaScript's gradients are made while that runs; `onBackends` then changes the backend. */
const reference = new Map<string, Float32Array[]>();

onBackends(['cpu', 'wasm'], (backend) => {
  test.each(cases)("gradients of TensorFlow.js's own %s are plain JavaScript's", (name, shapes, f) => {
    const inputs = shapes.map((shape, i) => normal(shape, key(i)));
    const before = tf.memory().numTensors;
    const found = gradients(f, inputs);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(inputs);
    if (backend === 'cpu') reference.set(name, found);
    found.forEach((gradient, input) => {
      const right = reference.get(name)![input]!;
      expect(gradient.length).toBe(right.length);
      expect(Math.max(...gradient.map((value, i) => Math.abs(value - right[i]!)))).toBeLessThan(2e-5);
    });
  });
});
