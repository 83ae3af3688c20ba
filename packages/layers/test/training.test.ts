import { linf, l2 } from '@advtrain/attacks';
import { adamw, Trainer, type Batch, type Plugin } from '@advtrain/core';
import { key, normal } from '@advtrain/engine';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';
import { onBackends } from '@advtrain/testing';
import { yopo } from '@advtrain/yopo';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { fromLayers } from '../src/index.ts';
import { graphNet, imageNet, textNet } from './models.ts';

const labels = (): tf.Tensor1D => tf.tensor1d([0, 1, 1, 0], 'int32');
const batches: readonly (readonly [string, () => LayersModel, () => Batch])[] = [
  ['a net of convolutions', imageNet, () => ({ inputs: { values: normal([4, 6, 6, 2], key(1)) }, labels: labels() })],
  [
    'word embeddings and recurrent layers',
    textNet,
    () => {
      const values = tf.tensor2d([4, 2, 7, 0, 0, 1, 2, 3, 10, 9, 5, 0, 0, 0, 0, 8, 8, 2, 1, 0], [4, 5], 'int32');
      return { inputs: { values, mask: tf.cast(tf.notEqual(values, 0), 'float32') }, labels: labels() };
    },
  ],
  ['a graph of layers', graphNet, () => ({ inputs: { values: normal([4, 4], key(2)) }, labels: labels() })],
];

const methods: readonly (readonly [string, () => Plugin])[] = [
  ['FreeLB', () => freelb({ ball: l2({ radius: 0.3, stepSize: 0.1, start: 0.1 }), steps: 3 })],
  ['PGD', () => pgd({ ball: linf({ radius: 0.1, stepSize: 0.05 }), steps: 2 })],
  ['YOPO', () => yopo({ ball: linf({ radius: 0.1, stepSize: 0.05 }), outer: 2, inner: 2 })],
];

/** The losses of steps of a method, and how many tensors there are after each. */
function losses(create: () => LayersModel, batch: Batch, method: Plugin, compile: 'function' | 'off') {
  const model = fromLayers(create());
  const trainer = new Trainer({ model, optimizer: adamw({ learningRate: 0.01 }), plugins: [method], seed: 3, compile });
  const tensors: number[] = [];
  const values = Array.from({ length: 6 }, () => {
    const step = trainer.step(batch).losses();
    tensors.push(tf.memory().numTensors);
    return step.at(-1)!;
  });
  return { values, tensors: tensors.slice(3), execution: trainer.execution };
}

onBackends(['native', 'wasm'], (backend) => {
  describe.each(batches)('%s', (_, create, batchOf) => {
    test.each(methods)('learns by %s, and keeps no more tensors from step to step', (_, method) => {
      const { values, tensors } = losses(create, batchOf(), method(), 'off');
      expect(values.at(-1)).toBeLessThan(values[0]!);
      expect(new Set(tensors).size).toBe(1);
    });

    test.runIf(backend === 'native').each(methods)(
      '%s recorded as one TensorFlow function computes the same',
      (_, method) => {
        const batch = batchOf();
        const eager = losses(create, batch, method(), 'off').values;
        const recorded = losses(create, batch, method(), 'function');
        expect(recorded.execution).toEqual(expect.objectContaining({ how: 'function' }));
        recorded.values.forEach((value, i) => {
          expect(value).toBeCloseTo(eager[i]!, 5);
        });
        expect(new Set(recorded.tensors).size).toBe(1);
      },
    );
  });

  test('what was trained is the model itself', () => {
    const net = textNet();
    const model = fromLayers(net);
    const batch = batches[1]![2]();
    const before = (net.predict(batch.inputs.values) as tf.Tensor).dataSync();
    new Trainer({ model, optimizer: adamw({ learningRate: 0.01 }), seed: 1 }).step(batch);
    const { values } = batch.inputs;
    const logits = model.trunk(model.params, model.embed(model.params, batch.inputs), batch.inputs, undefined, 0);
    const after = net.predict(values) as tf.Tensor;
    expect(after.dataSync()).not.toEqual(before);
    expect(tf.max(tf.abs(tf.sub(after, logits))).dataSync()[0]).toBeLessThan(1e-5);
  });
});
