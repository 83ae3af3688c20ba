import { fold, key, normal } from '@advtrain/engine';
import type { Inputs, Model } from '@advtrain/core';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { fromLayers } from '../src/index.ts';
import { graphNet, imageNet, textNet } from './models.ts';

const nets: readonly (readonly [string, () => LayersModel, () => tf.Tensor, isProbability: boolean])[] = [
  ['a net of convolutions', imageNet, () => normal([3, 6, 6, 2], key(1)), true],
  [
    'word embeddings and recurrent layers',
    textNet,
    () => tf.tensor2d([4, 2, 7, 0, 0, 1, 2, 3, 10, 9], [2, 5], 'int32'),
    false,
  ],
  ['a graph of layers', graphNet, () => normal([5, 4], key(2)), true],
];

const whole = (model: Model, inputs: Inputs, draws?: ReturnType<typeof key>): tf.Tensor2D => {
  const x = model.embed(model.params, inputs);
  return model.trunk(model.params, x, inputs, draws, 0);
};

const gap = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;

onBackends(['native', 'wasm', 'cpu'], () => {
  describe.each(nets)('%s', (_, create, values, isProbability) => {
    test('gives the logits of what the model predicts', () => {
      const net = create();
      const inputs = { values: values() };
      const logits = whole(fromLayers(net), inputs);
      const predicted = net.predict(inputs.values) as tf.Tensor;
      expect(gap(isProbability ? tf.softmax(logits) : logits, predicted)).toBeLessThan(1e-5);
    });

    test('has the gradients of the model itself, of all weights and of what is perturbed', () => {
      const net = create();
      const model = fromLayers(net);
      const inputs = { values: values() };
      const toLoss = (logits: tf.Tensor): tf.Scalar => tf.sum(tf.square(tf.softmax(logits as tf.Tensor2D)));
      const names = Object.keys(model.params);
      const own = tf.variableGrads(() => {
        const outputs = net.apply(inputs.values, { training: false }) as tf.Tensor;
        return isProbability ? tf.sum(tf.square(outputs)) : toLoss(outputs);
      }).grads;
      const given = tf.grads((...tensors: tf.Tensor[]) => {
        const params = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
        return toLoss(model.trunk(params, model.embed(params, inputs), inputs, undefined, 0));
      })(names.map((name) => model.params[name]!));
      for (const [i, name] of names.entries())
        expect(gap(given[i]!, own[model.params[name]!.name]!)).toBeLessThan(1e-5);
    });

    test('is the same wherever it is cut, in the shapes that it states, with one key as without', () => {
      const model = fromLayers(create());
      const inputs = { values: values() };
      const x = model.embed(model.params, inputs);
      for (const draws of [undefined, key(5)]) {
        const logits = whole(model, inputs, draws);
        for (let depth = 0; depth <= model.blocks; depth++) {
          const hidden = model.stem(model.params, x, inputs, draws, depth);
          expect(hidden.shape).toEqual(model.hiddenShape(x.shape, depth));
          expect(model.trunk(model.params, hidden, inputs, draws, depth).dataSync()).toEqual(logits.dataSync());
        }
      }
      expect([model.stemShare(0), model.stemShare(model.blocks)]).toEqual([0, 1]);
    });

    test('draws by keys: one key is one mask, another another, none is none; and keeps no tensor', () => {
      const model = fromLayers(create());
      const inputs = { values: values() };
      const drawn = (draws?: ReturnType<typeof key>): number[] =>
        tf.tidy(() => [...whole(model, inputs, draws).dataSync()]);
      const first = drawn(key(1));
      const before = tf.memory().numTensors;
      expect(drawn(key(1))).toEqual(first);
      expect(drawn(key(2))).not.toEqual(first);
      expect(drawn(fold(key(1), 'round'))).not.toEqual(first);
      expect(drawn()).not.toEqual(first);
      expect(tf.memory().numTensors).toBe(before);
    });
    test('a pass with other parameters, whole or broken off, leaves those of the model', () => {
      const net = create();
      const model = fromLayers(net);
      const inputs = { values: values() };
      const before = (net.predict(inputs.values) as tf.Tensor).dataSync();
      const zeros = Object.fromEntries(Object.entries(model.params).map(([name, one]) => [name, tf.zerosLike(one)]));
      const x = model.embed(model.params, inputs);
      expect(
        model
          .trunk(zeros, x, inputs, undefined, 0)
          .dataSync()
          .every((logit) => logit === 0),
      ).toBe(true);
      expect((net.predict(inputs.values) as tf.Tensor).dataSync()).toEqual(before);
      expect(() => model.trunk(zeros, tf.zeros([1, 1, 1, 1, 1]), inputs, undefined, 0)).toThrow();
      expect((net.predict(inputs.values) as tf.Tensor).dataSync()).toEqual(before);
    });
  });
});
