import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as engine from '../../src/index.node.ts';
import { key, native, record, type Key } from '../../src/index.node.ts';
import { composed, fused, run } from '../../src/native/fused.ts';
import { words } from '../../src/random/random.ts';

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Numbers that no two draws share: more entries than one thread takes at a time, and rows that fill no whole vector. */
const normal = (shape: number[], stream: number): tf.Tensor => tf.mul(engine.normal(shape, key(stream)), 1.5);
const padding = (): tf.Tensor =>
  tf.tensor4d(
    Float32Array.from({ length: 3 * 37 }, (_, i) => (i % 37 > 30 ? -1e9 : 0)),
    [3, 1, 1, 37],
  );
const heads = [3, 5, 37, 6];

const operations: Readonly<Record<string, readonly [shapes: number[][], apply: Operation]>> = {
  gelu: [[[151, 301]], (x) => engine.gelu(x)],
  geluTanh: [[[151, 301]], (x) => engine.geluTanh(x)],
  layerNorm: [[[7, 43, 301], [301], [301]], (x, gain, bias) => engine.layerNorm(x, gain, bias, 1e-5)],
  dropout: [[[151, 301]], (x) => engine.dropout(x, 0.3, key(1))],
  attention: [[heads, heads, heads], (q, k, v) => engine.attention(q, k, v)],
  'attention with padding and dropout': [
    [heads, heads, heads],
    (q, k, v) => engine.attention(q, k, v, { bias: padding(), rate: 0.2, key: key(2) }),
  ],
  'conv2d of one channel': [
    [
      [18, 9, 7, 1],
      [3, 3, 1, 8],
    ],
    (x, kernel) => engine.conv2d(x, kernel),
  ],
  'conv2d of three channels, with stride and padding': [
    [
      [5, 11, 12, 3],
      [4, 3, 3, 24],
    ],
    (x, kernel) => engine.conv2d(x, kernel, { stride: 2, padding: 1 }),
  ],
  'conv2d of four channels and a window as large as the image': [
    [
      [2, 5, 5, 4],
      [5, 5, 4, 16],
    ],
    (x, kernel) => engine.conv2d(x, kernel),
  ],
  'conv2d of many channels': [
    [
      [3, 9, 20, 32],
      [3, 3, 32, 40],
    ],
    (x, kernel) => engine.conv2d(x, kernel, { stride: 2 }),
  ],
  'rectifiedConv2d of one channel': [
    [[18, 9, 7, 1], [3, 3, 1, 8], [8]],
    (x, kernel, bias) => engine.rectifiedConv2d(x, kernel, bias),
  ],
  'rectifiedConv2d of three channels, with stride and padding': [
    [[5, 11, 12, 3], [4, 3, 3, 24], [24]],
    (x, kernel, bias) => engine.rectifiedConv2d(x, kernel, bias, { stride: 2, padding: 1 }),
  ],
  'attention with a bias that is learned': [
    [heads, heads, heads, [1, 5, 37, 37]],
    (q, k, v, bias) => engine.attention(q, k, v, { bias, scale: 0.3 }),
  ],
  'attention with a bias of two axes': [
    [heads, heads, heads],
    (q, k, v) => engine.attention(q, k, v, { bias: normal([37, 1], 9) }),
  ],
};

/** The value and the gradients of all inputs. */
function evaluated([shapes, apply]: readonly [number[][], Operation]): Float32Array[] {
  return tf.tidy(() => {
    const inputs = shapes.map(normal);
    const value = apply(...inputs);
    const gradients = tf.grads(apply)(inputs, normal(value.shape, 50));
    return [value, ...gradients].map((tensor) => tensor.dataSync<'float32'>());
  });
}

function expectClose(found: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(found.length).toBe(expected.length);
  found.forEach((values, i) => {
    const scale = expected[i]!.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
    const gap = values.reduce((largest, value, j) => Math.max(largest, Math.abs(value - expected[i]![j]!)), 0);
    expect(gap / scale).toBeLessThan(5e-6);
  });
}

/** The mask as JavaScript draws it. */
function drawn(size: number, rate: number, each: Key): number[] {
  const kept = Math.fround(1 / (1 - rate));
  return Array.from(words([size], each), (word) => ((word & 0x7fffff) / 0x800000 >= Math.fround(rate) ? kept : 0));
}

onBackends(['native'], () => {
  test.each(Object.entries(operations))('%s: the fused operation gives what the composed one gives', (_, operation) => {
    expectClose(
      evaluated(operation),
      composed(() => evaluated(operation)),
    );
  });

  test.each(Object.entries(operations))('%s: twice the same is the same to the last bit', (_, operation) => {
    expect(evaluated(operation)).toEqual(evaluated(operation));
  });

  test.each(Object.entries(operations))('%s: recorded, it gives what it gives eagerly', (_, [shapes, apply]) => {
    const inputs = shapes.map(normal);
    const dy = tf.tidy(() => normal(apply(...inputs).shape, 50));
    const options = { inputs: [...inputs, dy], variables: [], compiled: false };
    const recording = record(() => [apply(...inputs), ...tf.grads(apply)(inputs, dy)], options);
    const found = recording.run([...inputs, dy]).map((tensor) => tensor.dataSync<'float32'>());
    expectClose(found, evaluated([shapes, apply]));
    recording.dispose();
  });

  test('the addon on a CPU has operations of its own, except where XLA is to compile', () => {
    expect(fused()).toBe(native());
    expect(composed(() => fused())).toBeUndefined();
    expect(fused()).toBe(native());
  });

  test.each([1, 3, 4, 511, 517, 8193, 20_003])(
    'the mask of %i entries is JavaScript’s, in the gradient as well',
    (size) => {
      const rate = 0.1;
      const each = { root: 0xfedcba98, path: size };
      const [value, gradient] = tf.tidy(() => {
        const drop = (x: tf.Tensor): tf.Tensor => engine.dropout(x, rate, each);
        const ones = tf.ones([size]);
        return [drop(ones), tf.grad(drop)(tf.zeros([size]), ones)].map((tensor) => [...tensor.dataSync()]);
      });
      expect(value).toEqual(drawn(size, rate, each));
      expect(gradient).toEqual(value);
    },
  );

  test('attention drops by the mask over all its weights in order', () => {
    const each = key(6);
    // With all scores alike and the identity as values, the context shows the weights themselves.
    const q = tf.zeros([2, 1, 7, 7]);
    const v = tf.tile(tf.reshape(tf.eye(7), [1, 1, 7, 7]), [2, 1, 1, 1]);
    const context = [...engine.attention(q, q, v, { rate: 0.4, key: each }).dataSync()];
    const expected = drawn(context.length, 0.4, each).map((mask) => mask / 7);
    context.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  test.each([false, true])('a recorded computation (compiled by XLA: %s) gives what an eager one does', (compiled) => {
    const rate = 0.3;
    const x = normal([6, 37], 3);
    const gain = normal([37], 4);
    const bias = normal([37], 5);
    const compute = (root: Key['root']): tf.Tensor => {
      const normed = engine.layerNorm(engine.dropout(engine.gelu(x), rate, { root, path: 7 }), gain, bias, 1e-5);
      return tf.grad((y) => engine.dropout(engine.geluTanh(y), rate, { root, path: 8 }))(normed, normed);
    };
    const root = tf.scalar(11, 'int32');
    const recording = record(() => [compute(root)], { inputs: [root], variables: [], compiled });
    for (const number of [5, -9]) {
      const [found] = tf.tidy(() => recording.run([tf.scalar(number, 'int32')]));
      expectClose([found!.dataSync<'float32'>()], [tf.tidy(() => compute(number)).dataSync<'float32'>()]);
    }
    recording.dispose();
  });

  test('a rectified convolution hides no value that is not a number', () => {
    const x = tf.tensor4d([1, NaN, -1, 2], [1, 1, 4, 1]);
    const y = engine.rectifiedConv2d(x, tf.ones([1, 1, 1, 8]), tf.zeros([8]));
    expect([...tf.slice(y, [0, 0, 0, 0], [1, 1, 4, 1]).dataSync()]).toEqual([1, NaN, 0, 2]);
  });

  test('gelu keeps its relative precision where Φ is small', () => {
    const x = [-3, -5, -8];
    const expected = [-4.049694095e-3, -1.433257859e-6, -4.976768459e-15];
    const found = engine.gelu(tf.tensor1d(x)).dataSync();
    expected.forEach((value, i) => expect(Math.abs(found[i]! / value - 1)).toBeLessThan(2e-5));
  });

  test('shapes that do not fit are refused in a sentence', () => {
    const call = (op: string, inputs: tf.Tensor[], numbers: Record<string, number>) => () =>
      run(fused()!, op, inputs, numbers);
    const x = tf.zeros([2, 3]);
    expect(call('AdvtrainDropout', [x, tf.zeros([3], 'int32')], { rate: 0.1, scale: 1 })).toThrow(
      'A seed has four numbers.',
    );
    expect(call('AdvtrainLayerNormGrad', [x, x, tf.zeros([2]), tf.zeros([2]), tf.zeros([4])], {})).toThrow(
      'The gain must be as long as the last axis.',
    );
    expect(call('AdvtrainLayerNormGainGrad', [x, tf.zeros([2, 2]), tf.zeros([2]), tf.zeros([2])], {})).toThrow(
      'An input has 4 entries, but needs 6.',
    );
    const image = tf.zeros([1, 4, 4, 1]);
    const kernel = tf.zeros([3, 3, 1, 8]);
    expect(call('AdvtrainConvolution1', [image, tf.zeros([3, 3, 2, 8])], {})).toThrow('the same channels.');
    expect(call('AdvtrainConvolution1', [image, tf.zeros([5, 3, 1, 8])], {})).toThrow('The kernel must fit the image.');
    expect(call('AdvtrainConvolution2', [image, tf.zeros([3, 3, 1, 4])], {})).toThrow('a multiple of eight.');
    for (const op of ['AdvtrainConvolutionGrad', 'AdvtrainConvolutionKernelGrad']) {
      const given = op.includes('Kernel') ? [kernel, image] : [image, kernel];
      expect(call(op, [...given, tf.zeros([1, 2, 2, 16])], { stride: 1 })).toThrow('the shape of the output.');
      expect(call(op, [...given, tf.zeros([1, 2, 2, 8])], { stride: 0 })).toThrow('The kernel must fit the image.');
      const rectified = op.replace('Conv', 'RectifiedConv');
      expect(call(rectified, [...given, tf.zeros([1, 2, 2, 8]), tf.zeros([1, 2, 2, 16])], { stride: 1 })).toThrow(
        'the shape of the output.',
      );
    }
    expect(call('AdvtrainRectifiedConvolution1', [image, kernel, tf.zeros([4])], {})).toThrow('for each feature.');
    const output = tf.zeros([1, 2, 2, 8]);
    const bias = tf.zeros([8]);
    expect(call('AdvtrainRectifiedBiasGrad', [bias, output, tf.zeros([1, 2, 8])], {})).toThrow('shape of the output.');
  });
});
