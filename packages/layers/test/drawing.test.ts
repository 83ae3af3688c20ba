import { engine, key, normal } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs';
import { layers as of, type SymbolicTensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromLayers } from '../src/index.ts';

beforeAll(async () => {
  await engine({ backend: 'cpu' });
});

/** What a layer that draws makes of standard normal rows, before a dense layer that leaves all as it is. */
function drawn(layer: tf.layers.Layer, width: number, rows: number): tf.Tensor2D {
  const input = tf.input({ shape: [width] });
  const identity = of.dense({ units: width, useBias: false, kernelInitializer: 'identity' });
  const outputs = identity.apply(layer.apply(input)) as SymbolicTensor;
  const model = fromLayers(tf.model({ inputs: input, outputs }), { cut: [] });
  const values = normal([rows, width], key(1));
  return model.trunk(model.params, values, { values }, key(2), 0);
}

const spread = (x: tf.Tensor): number[] => {
  const { mean, variance } = tf.moments(x);
  return [mean.dataSync()[0]!, variance.dataSync()[0]!];
};

describe('layers that draw', () => {
  const variances: readonly (readonly [string, () => tf.layers.Layer, variance: number])[] = [
    ['alphaDropout keeps mean and variance', () => of.alphaDropout({ rate: 0.3 }), 1],
    ['gaussianNoise adds its variance', () => of.gaussianNoise({ stddev: 0.5 }), 1.25],
    ['gaussianDropout multiplies by 1 ± √(rate / (1 − rate))', () => of.gaussianDropout({ rate: 0.2 }), 1.25],
    ['dropout scales what it keeps', () => of.dropout({ rate: 0.2 }), 1.25],
  ];

  test.each(variances)('%s', (_, layer, variance) => {
    const [mean, found] = spread(drawn(layer(), 40, 1000));
    expect(Math.abs(mean!)).toBeLessThan(0.02);
    expect(Math.abs(found! - variance)).toBeLessThan(0.03);
  });

  test('a layer that is used twice draws twice', () => {
    const input = tf.input({ shape: [200] });
    const drop = of.dropout({ rate: 0.5 });
    const both = of.concatenate().apply([drop.apply(input), drop.apply(input)] as SymbolicTensor[]);
    const identity = of.dense({ units: 400, useBias: false, kernelInitializer: 'identity' });
    const model = fromLayers(tf.model({ inputs: input, outputs: identity.apply(both) as SymbolicTensor }), { cut: [] });
    const values = tf.ones([1, 200]);
    const [first, second] = tf.split(model.trunk(model.params, values, { values }, key(3), 0), 2, 1);
    expect(first!.dataSync()).not.toEqual(second!.dataSync());
  });

  test('a model that the model begins with draws by keys too', () => {
    const begins = tf.sequential({ layers: [of.dense({ units: 30, inputShape: [4] }), of.dropout({ rate: 0.5 })] });
    const model = fromLayers(tf.sequential({ layers: [begins, of.dense({ units: 2 })] }));
    const values = normal([3, 4], key(1));
    const logits = (seed: number) => model.trunk(model.params, values, { values }, key(seed), 0).dataSync();
    expect(logits(1)).toEqual(logits(1));
    expect(logits(1)).not.toEqual(logits(2));
  });

  test('spatial dropout drops a channel at all time steps', () => {
    const input = tf.input({ shape: [6, 50] });
    const flat = of.flatten().apply(of.spatialDropout1d({ rate: 0.5 }).apply(input));
    const identity = of.dense({ units: 300, useBias: false, kernelInitializer: 'identity' });
    const model = fromLayers(tf.model({ inputs: input, outputs: identity.apply(flat) as SymbolicTensor }), { cut: [] });
    const values = tf.ones([1, 6, 50]);
    const steps = tf.unstack(tf.reshape(model.trunk(model.params, values, { values }, key(3), 0), [6, 50]));
    for (const step of steps) expect(step.dataSync()).toEqual(steps[0]!.dataSync());
    expect(new Set(steps[0]!.dataSync())).toEqual(new Set([0, 2]));
  });
});
