import { key, fold, normal } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { convNet, type ConvNetConfig, type ImageLayer } from '../../src/index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const shapes = {
  'conv1/kernel': [3, 3, 2, 4],
  'conv1/bias': [4],
  'conv2/kernel': [2, 2, 4, 5],
  'conv2/bias': [5],
  'fc1/kernel': [20, 3],
  'fc1/bias': [3],
};
const blocks: readonly (readonly ImageLayer[])[] = [
  [{ kind: 'convolution', name: 'conv1', padding: 1 }, { kind: 'relu' }],
  [{ kind: 'maxPool', size: 2 }, { kind: 'convolution', name: 'conv2', stride: 2 }, { kind: 'relu' }],
  [{ kind: 'flatten' }, { kind: 'dense', name: 'fc1' }],
];
const config: ConvNetConfig = { image: [8, 8, 2], blocks };
const weights = (): Record<string, tf.Tensor> =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, normal(shape, fold(key(1), name))]));
const pixels = (): tf.Tensor => tf.sigmoid(normal([3, 8, 8, 2], key(2)));

describe('convNet', () => {
  test('gives the same logits wherever it is cut, in the shapes that it states', () => {
    const net = convNet(config, weights());
    const inputs = { values: pixels() };
    const x = net.embed(net.params, inputs);
    const whole = net.trunk(net.params, x, inputs, undefined, 0);
    expect(whole.shape).toEqual([3, 3]);
    for (const depth of [0, 1, 2, 3]) {
      const hidden = net.stem(net.params, x, inputs, undefined, depth);
      expect(hidden.shape).toEqual(net.hiddenShape(x.shape, depth));
      expect(net.trunk(net.params, hidden, inputs, undefined, depth).dataSync()).toEqual(whole.dataSync());
    }
    expect([0, 3].map((depth) => net.stemShare(depth))).toEqual([0, 1]);
    expect(net.stemShare(1)).toBeCloseTo((8 * 8 * 72) / (8 * 8 * 72 + 2 * 2 * 80 + 60), 10);
  });

  test('computes convolution, pooling and the dense layer as TensorFlow.js does', () => {
    const given = weights();
    const net = convNet(config, given);
    const inputs = { values: pixels() };
    const first = tf.relu(
      tf.add(
        tf.conv2d(inputs.values as tf.Tensor4D, given['conv1/kernel'] as tf.Tensor4D, 1, 'same'),
        given['conv1/bias']!,
      ),
    );
    const pooled = tf.maxPool(first as tf.Tensor4D, 2, 2, 'valid');
    const second = tf.relu(
      tf.add(tf.conv2d(pooled, given['conv2/kernel'] as tf.Tensor4D, 2, 'valid'), given['conv2/bias']!),
    );
    const logits = tf.add(
      tf.matMul(tf.reshape(second, [3, 20]), given['fc1/kernel'] as tf.Tensor2D),
      given['fc1/bias']!,
    );
    const found = net.trunk(net.params, net.stem(net.params, inputs.values, inputs), inputs);
    expect(tf.max(tf.abs(tf.sub(found, logits))).dataSync()[0]).toBeLessThan(1e-4);
  });

  test('normalises what is behind the perturbation, by channel', () => {
    const net = convNet({ ...config, normalization: { mean: [0.5, 0.25], std: [0.5, 2] } }, weights());
    const values = pixels();
    const seen = net.stem(net.params, values, { values }, undefined, 0);
    const expected = tf.div(tf.sub(values, tf.tensor1d([0.5, 0.25])), tf.tensor1d([0.5, 2]));
    expect(seen.dataSync()).toEqual(expected.dataSync());
  });

  test('keeps to [0, 1] by its domain, or clips with no gradient at the border', () => {
    expect(convNet(config, weights()).domain).toEqual([0, 1]);
    const net = convNet({ ...config, clips: true }, weights());
    expect(net.domain).toBeUndefined();
    const inputs = { values: pixels() };
    const clipped = (x: tf.Tensor): tf.Tensor => tf.sum(net.stem(net.params, x, inputs, undefined, 0));
    const x = tf.tensor([-0.5, 0, 0.5, 1, 1.5]);
    const { value, grad } = tf.valueAndGrad(clipped)(x);
    expect(value.dataSync()[0]).toBe(2.5);
    expect([...grad.dataSync()]).toEqual([0, 0, 1, 0, 0]);
  });

  test.each<[readonly ImageLayer[], string]>([
    [[{ kind: 'dense', name: 'fc1' }], 'The dense layer "fc1" of 20 inputs cannot follow an output of shape [8, 8, 2]'],
    [
      [{ kind: 'convolution', name: 'conv2' }],
      'The convolution "conv2" of 4 channels cannot follow an output of shape [8, 8, 2]',
    ],
    [[{ kind: 'flatten' }, { kind: 'maxPool', size: 2 }], 'A pooling layer cannot follow an output of shape [128]'],
    [[{ kind: 'convolution', name: 'conv9' }], 'There is no parameter "conv9/kernel"'],
  ])('refuses layers that do not fit (%#)', (layers, sentence) => {
    expect(() => convNet({ ...config, blocks: [layers] }, weights())).toThrow(sentence);
  });
});
