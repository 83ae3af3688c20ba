import { engine, fold, key, normal, uniform } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { preActResNet, preActResNetShapes, type PreActResNetConfig } from '../../src/index.ts';

beforeAll(async () => void (await engine()));

const config: PreActResNetConfig = {
  image: [9, 8, 2],
  depths: [1, 2],
  width: 4,
  groups: 2,
  classes: 3,
  normalization: { mean: [0.5, 0.25], std: [0.5, 0.2] },
};

function weights(): Params {
  return Object.fromEntries(
    Object.entries(preActResNetShapes(config)).map(([name, shape]) => [name, normal(shape, fold(key(1), name))]),
  );
}

/** The same net by TensorFlow.js's own operations, from the definition in the paper. */
function expected(params: Params, x: tf.Tensor): tf.Tensor {
  const get = (name: string): tf.Tensor => params[name]!;
  const norm = (value: tf.Tensor, name: string): tf.Tensor => {
    const halves = tf.split(value, 2, 3).map((half) => {
      const { mean, variance } = tf.moments(half, [1, 2, 3], true);
      return tf.div(tf.sub(half, mean), tf.sqrt(tf.add(variance, 1e-5)));
    });
    return tf.relu(tf.add(tf.mul(tf.concat(halves, 3), get(`${name}/gain`)), get(`${name}/bias`)));
  };
  const conv = (value: tf.Tensor, name: string, stride = 1): tf.Tensor => {
    const kernel = get(`${name}/kernel`) as tf.Tensor4D;
    const around = kernel.shape[0] === 3 ? ([1, 1] as const) : ([0, 0] as const);
    const padded = tf.pad<tf.Tensor4D>(value as tf.Tensor4D, [[0, 0], [...around], [...around], [0, 0]]);
    return tf.conv2d(padded, kernel, stride, 'valid');
  };
  const block = (value: tf.Tensor, name: string, stride: number): tf.Tensor => {
    const active = norm(value, `${name}/norm1`);
    const shortcut = stride === 2 ? conv(active, `${name}/shortcut`, 2) : value;
    return tf.add(conv(norm(conv(active, `${name}/conv1`, stride), `${name}/norm2`), `${name}/conv2`), shortcut);
  };
  const seen = tf.div(tf.sub(x, tf.tensor1d([0.5, 0.25])), tf.tensor1d([0.5, 0.2]));
  const last = block(block(block(conv(seen, 'conv1'), 'layer1.0', 1), 'layer2.0', 2), 'layer2.1', 1);
  const pooled = tf.mean<tf.Tensor2D>(norm(last, 'norm'), [1, 2]);
  return tf.add(tf.matMul(pooled, get('linear/kernel') as tf.Tensor2D), get('linear/bias'));
}

describe('a pre-activation residual net', () => {
  const x = (): tf.Tensor => uniform([3, 9, 8, 2], key(2));

  test('computes what the paper defines, with group normalisation, and has its gradients', () => {
    const net = preActResNet(config, weights());
    const values = x();
    const logits = (point: tf.Tensor, params: Params = net.params): tf.Tensor =>
      net.trunk(params, net.stem(params, point, { values }), { values });
    const found = logits(values);
    const wanted = expected(weights(), values);
    expect(tf.max(tf.abs(tf.sub(found, wanted))).dataSync()[0]).toBeLessThan(1e-4);
    const pull = normal([3, 3], key(4));
    const slope = (f: (point: tf.Tensor) => tf.Tensor): tf.Tensor =>
      tf.grad((point) => tf.sum(tf.mul(f(point), pull)))(values);
    const gap = tf.sub(
      slope(logits),
      slope((point) => expected(weights(), point)),
    );
    expect(tf.max(tf.abs(gap)).dataSync()[0]).toBeLessThan(1e-3);
  });

  test('gives the same logits wherever it is cut, in the shapes that it states', () => {
    const net = preActResNet(config, weights());
    const values = x();
    const whole = net.trunk(net.params, values, { values }, undefined, 0).dataSync();
    expect(net.blocks).toBe(5);
    for (let depth = 0; depth <= 5; depth++) {
      const hidden = net.stem(net.params, values, { values }, undefined, depth);
      expect(hidden.shape).toEqual(net.hiddenShape(values.shape, depth));
      expect(net.trunk(net.params, hidden, { values }, undefined, depth).dataSync()).toEqual(whole);
    }
  });

  test('states the first convolution’s share by its multiplications', () => {
    const net = preActResNet(config, weights());
    const first = 72 * 9 * 2 * 4;
    const rest = 72 * 2 * 9 * 16 + 20 * (9 * 32 + 9 * 64 + 32) + 20 * 2 * 9 * 64 + 24;
    expect(net.stemShare(1)).toBeCloseTo(first / (first + rest), 12);
  });

  test('gives an example the same logits alone as in a batch', () => {
    const net = preActResNet(config, weights());
    const values = x();
    const alone = tf.slice(values, [1, 0, 0, 0], [1, 9, 8, 2]);
    const [one, all] = [alone, values].map((v) => net.trunk(net.params, v, { values: v }, undefined, 0).dataSync());
    for (const [index, logit] of one!.entries()) expect(logit).toBeCloseTo(all![3 + index]!, 4);
  });

  test('refuses a parameter of another shape in one sentence', () => {
    expect(() => preActResNet(config, { ...weights(), 'layer2.0/shortcut/kernel': tf.ones([3, 3, 4, 8]) })).toThrow(
      '"layer2.0/shortcut/kernel" is [3, 3, 4, 8], but the net asks for [1, 1, 4, 8].',
    );
    const { 'norm/gain': _, ...rest } = weights();
    expect(() => preActResNet(config, rest)).toThrow('There is no parameter "norm/gain"');
  });
});
