import { join } from 'node:path';
import { crossEntropy, engine, fold, key, normal, uniform } from '@advtrain/engine';
import { readTensorFile, tensorData, type Model, type Params } from '@advtrain/core';
import { accuracy, imageBatches, mnist, pickImages, predictions } from '@advtrain/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { imageNets, imageParamsFromTorch, initialImageParams, type ImageNetName } from '../../src/index.ts';

beforeAll(async () => void (await engine()));

const names = Object.keys(imageNets) as ImageNetName[];

function logitsOf(model: Model, values: tf.Tensor, depth = 0, stream = key(0)): tf.Tensor2D {
  const inputs = { values };
  const hidden = model.stem(model.params, model.embed(model.params, inputs), inputs, stream, depth);
  return model.trunk(model.params, hidden, inputs, stream, depth);
}

function evaluate(model: Model, values: tf.Tensor): tf.Tensor2D {
  return model.trunk(model.params, model.stem(model.params, values, { values }), { values });
}

describe.each(names)('the net %s', (name) => {
  const images = name === 'preact-resnet-18' ? [2, 32, 32, 3] : [2, 28, 28, 1];

  test('has as many parameters as it says', () => {
    const count = Object.values(imageNets[name].shapes).reduce(
      (sum, shape) => sum + tf.util.sizeFromShape([...shape]),
      0,
    );
    expect(imageNets[name].description).toContain(`${count.toLocaleString('en-US')} parameters`);
  });

  test('gives the same logits wherever it is cut, dropout included, in the shapes that it states', () => {
    const start = initialImageParams(name, key(1));
    const net = imageNets[name].create(start);
    const x = uniform(images, key(2));
    // A last layer that begins at 0 would hide every difference.
    if (name === 'yopo-mnist') net.params['fc3/kernel']!.assign(normal([200, 10], key(3)));
    const whole = logitsOf(net, x).dataSync();
    expect(new Set(whole).size).toBe(20);
    for (const depth of [1, net.blocks - 1, net.blocks]) {
      expect(net.stem(net.params, x, { values: x }, undefined, depth).shape).toEqual(net.hiddenShape(images, depth));
      expect(logitsOf(net, x, depth).dataSync()).toEqual(whole);
    }
    expect([net.stemShare(0), net.stemShare(net.blocks)]).toEqual([0, 1]);
    expect(net.domain).toEqual([0, 1]);
    net.dispose();
    tf.dispose([x, ...Object.values(start)]);
  });
});

describe('initial parameters', () => {
  const spreadOf = (tensor: tf.Tensor): { deviation: number; largest: number } =>
    tf.tidy(() => ({
      deviation: Math.sqrt(tf.mean(tf.square(tensor)).dataSync()[0]!),
      largest: tf.max(tf.abs(tensor)).dataSync()[0]!,
    }));

  test('are PyTorch’s: even within ±1 / √fan-in, kernels and biases', () => {
    const params = initialImageParams('fast-mnist', key(1));
    const bound = 1 / Math.sqrt(1568);
    const { deviation, largest } = spreadOf(params['fc1/kernel']!);
    expect(largest).toBeLessThanOrEqual(bound);
    expect(deviation / (bound / Math.sqrt(3))).toBeCloseTo(1, 2);
    expect(spreadOf(params['conv2/bias']!).largest).toBeLessThanOrEqual(1 / Math.sqrt(4 * 4 * 16));
    expect(spreadOf(params['conv2/bias']!).largest).toBeGreaterThan(0.5 / Math.sqrt(4 * 4 * 16));
  });

  test('of YOPO’s MNIST net are He’s for convolutions, without biases, and 0 in the last layer', () => {
    const params = initialImageParams('yopo-mnist', key(1));
    expect(spreadOf(params['conv4/kernel']!).deviation / Math.sqrt(2 / 576)).toBeCloseTo(1, 1);
    expect(spreadOf(params['conv4/bias']!).largest).toBe(0);
    expect(spreadOf(params['fc2/bias']!).largest).toBeGreaterThan(0);
    for (const part of ['kernel', 'bias']) expect(spreadOf(params[`fc3/${part}`]!).largest).toBe(0);
  });

  test('of normalisation are the identity', () => {
    const params = initialImageParams('preact-resnet-18', key(1));
    expect([spreadOf(params['norm/gain']!), spreadOf(params['norm/bias']!)]).toEqual([
      { deviation: 1, largest: 1 },
      { deviation: 0, largest: 0 },
    ]);
    tf.dispose(Object.values(params));
  });
});

describe('dropout', () => {
  test('is drawn with a key, another with another, and off without', () => {
    const net = imageNets['yopo-mnist'].create(initialImageParams('yopo-mnist', key(1)));
    net.params['fc3/kernel']!.assign(normal([200, 10], key(3)));
    const x = uniform([1, 28, 28, 1], key(2));
    const off = evaluate(net, x).dataSync();
    expect(evaluate(net, x).dataSync()).toEqual(off);
    expect(logitsOf(net, x).dataSync()).toEqual(logitsOf(net, x).dataSync());
    expect(logitsOf(net, x).dataSync()).not.toEqual(off);
    expect(logitsOf(net, x, 0, key(1)).dataSync()).not.toEqual(logitsOf(net, x).dataSync());
  });
});

describe('a PyTorch checkpoint', () => {
  const shapes = {
    '0.weight': [16, 1, 4, 4],
    '0.bias': [16],
    '2.weight': [32, 16, 4, 4],
    '2.bias': [32],
    '5.weight': [100, 1568],
    '5.bias': [100],
    '7.weight': [10, 100],
    '7.bias': [10],
  };
  const torch = (): Params =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, tf.mul(normal(shape, fold(key(5), name)), 0.1)]),
    );

  test('is computed in PyTorch’s layouts: channels first, flattened so', () => {
    const given = torch();
    const net = imageNets['fast-mnist'].create(imageParamsFromTorch('fast-mnist', tensorData(given)));
    const x = uniform([3, 28, 28, 1], key(6));
    const convolved = (value: tf.Tensor, layer: string): tf.Tensor => {
      const kernel = tf.transpose(given[`${layer}.weight`]!, [2, 3, 1, 0]) as tf.Tensor4D;
      const padded = tf.pad(value, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]);
      return tf.relu(tf.add(tf.conv2d(padded as tf.Tensor4D, kernel, 2, 'valid'), given[`${layer}.bias`]!));
    };
    const dense = (value: tf.Tensor, layer: string): tf.Tensor =>
      tf.add(
        tf.matMul(value as tf.Tensor2D, given[`${layer}.weight`] as tf.Tensor2D, false, true),
        given[`${layer}.bias`]!,
      );
    const features = convolved(convolved(x, '0'), '2');
    const channelsFirst = tf.reshape(tf.transpose(features, [0, 3, 1, 2]), [3, 1568]);
    const logits = dense(tf.relu(dense(channelsFirst, '5')), '7');
    expect(tf.max(tf.abs(tf.sub(evaluate(net, x), logits))).dataSync()[0]).toBeLessThan(1e-5);
  });

  test('that is of another net is refused in one sentence', () => {
    const data = tensorData(torch());
    const { '5.bias': _, ...rest } = data;
    expect(() => imageParamsFromTorch('fast-mnist', rest)).toThrow(
      'The checkpoint lacks "5.bias": it belongs to another net than fast-mnist.',
    );
    expect(() => imageParamsFromTorch('fast-mnist', { ...data, '5.weight': data['7.weight']! })).toThrow(
      '"5.weight" is [10, 100] in the checkpoint, but fast-mnist asks for [100, 1568].',
    );
  });
});

describe('the PGD-trained net of fast_adversarial', () => {
  const data = process.env['ADVTRAIN_DATA'];
  const absent = 'ADVTRAIN_DATA names no folder of data.';
  const robust = async (): Promise<Model> => {
    const { tensors } = await readTensorFile(join(data!, 'mnist-robust-cnn', 'model.safetensors'));
    return imageNets['fast-mnist'].create(imageParamsFromTorch('fast-mnist', tensors));
  };

  test('classifies 98.99 % of the 10,000 test images, as measured with PyTorch', async ({ skip }) => {
    if (!data) return skip(absent);
    const model = await robust();
    const { test: images } = await mnist();
    const found: number[] = [];
    for (const { inputs } of imageBatches(images, { batchSize: 1000, order: 'given' }))
      tf.tidy(() => found.push(...predictions(evaluate(model, inputs.values))));
    expect(accuracy(found, images.labels)).toBeCloseTo(0.9899, 4);
  });

  test('keeps about nine in ten of the first under PGD-50 in the ball of 0.3', async ({ skip }) => {
    if (!data) return skip(absent);
    const model = await robust();
    const { test: images } = await mnist();
    const first = pickImages(
      images,
      Int32Array.from({ length: 200 }, (_, row) => row),
    );
    for (const { inputs, labels } of imageBatches(first, { batchSize: 200, order: 'given' })) {
      const { values } = inputs;
      const within = (x: tf.Tensor): tf.Tensor =>
        tf.clipByValue(tf.minimum(tf.maximum(x, tf.sub(values, 0.3)), tf.add(values, 0.3)), 0, 1);
      const loss = (x: tf.Tensor): tf.Scalar => crossEntropy(evaluate(model, x), labels);
      const right = tf.tidy(() => {
        let x = within(tf.add(values, uniform(values.shape, key(7), -0.3, 0.3)));
        for (let step = 0; step < 50; step++) x = within(tf.add(x, tf.mul(tf.sign(tf.grad(loss)(x)), 0.01)));
        return accuracy(predictions(evaluate(model, x)), labels.dataSync());
      });
      expect(right).toBeGreaterThan(0.87);
      expect(right).toBeLessThan(0.95);
    }
  });
});
