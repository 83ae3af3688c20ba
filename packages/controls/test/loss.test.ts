import { Trainer, sgd, type Model, type Plugin } from '@advtrain/core';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';
import {
  ballOf,
  fourBatches,
  gap,
  gradientsOf,
  onBackends,
  plainGradient,
  tensorsOf,
  tinyText,
  trained,
  type Kind,
} from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { labelSmoothing, trainingTemperature } from '../src/index.ts';

const kinds: readonly Kind[] = ['text', 'image'];

function first(kind: Kind, plugin: Plugin) {
  const batches = fourBatches(kind).slice(0, 1);
  const { gradients, losses } = gradientsOf({ kind, batches, plugins: [plugin] });
  tf.dispose(batches.flatMap(tensorsOf));
  return { gradient: gradients[0]!, loss: losses[0]![0]! };
}

onBackends(['native', 'wasm'], () => {
  describe.each(kinds)('%s', (kind) => {
    test("smoothed, value and gradient are TensorFlow.js's own of smoothed labels", () => {
      let value = NaN;
      const plain = plainGradient(kind, {
        loss: (logits, labels) => {
          const targets = tf.oneHot(labels, logits.shape[1]);
          const loss = tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(targets, logits, undefined, 0.3);
          value = loss.dataSync()[0]!;
          return loss;
        },
      });
      const { gradient, loss } = first(kind, labelSmoothing({ epsilon: 0.3 }));
      expect(gap(gradient, plain)).toBeLessThan(2e-6);
      expect(gap(plainGradient(kind), plain)).toBeGreaterThan(1e-2);
      expect(loss).toBeCloseTo(value, 5);
    });

    test('at a temperature, the gradient is the plain one of the loss of logits / T', () => {
      const plain = plainGradient(kind, {
        loss: (logits, labels) =>
          tf.losses.softmaxCrossEntropy(tf.oneHot(labels, logits.shape[1]), tf.div(logits, tf.scalar(3))),
      });
      expect(gap(first(kind, trainingTemperature({ temperature: 3 })).gradient, plain)).toBeLessThan(2e-6);
    });

    test.each([
      ['natural training', () => []],
      ['PGD', (model) => [pgd({ ball: ballOf(model) })]],
      ['FreeLB', (model) => [freelb({ ball: ballOf(model) })]],
    ] satisfies [string, (model: Model) => Plugin[]][])('with ε = 0 and T = 1 beside %s no bit changes', (_, make) => {
      const alone = trained({ kind, plugins: make });
      const beside = (...controls: Plugin[]) => trained({ kind, plugins: (model) => [...make(model), ...controls] });
      expect(beside(labelSmoothing({ epsilon: 0 }), trainingTemperature({ temperature: 1 }))).toEqual(alone);
      expect(beside(labelSmoothing())).not.toEqual(alone);
      expect(beside(trainingTemperature())).not.toEqual(alone);
    });
  });

  test.each([
    [labelSmoothing(), 'a value and no class: only labels of classes can be smoothed.'],
    [trainingTemperature(), 'a value and no class: only classes have a temperature.'],
  ])('a model of one output is refused: $name', (plugin, sentence) => {
    const model = tinyText();
    const batches = fourBatches('text');
    const one: Model = {
      ...model,
      trunk: (...given) => tf.slice(model.trunk(...given), [0, 0], [-1, 1]),
    };
    const trainer = new Trainer({
      model: one,
      optimizer: sgd({ learningRate: 1 }),
      plugins: [plugin],
      seed: 1,
      compile: 'off',
    });
    expect(() => trainer.step(batches[0]!)).toThrow(sentence);
    trainer.dispose();
    model.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  });
});
