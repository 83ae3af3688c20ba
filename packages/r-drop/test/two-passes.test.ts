import { natural, type Plugin, type Step } from '@advtrain/core';
import { fold } from '@advtrain/engine';
import { combined, fourBatches, gap, gradientsOf, onBackends, tensorsOf, trained, type Kind } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { rDrop, type RDropOptions } from '../src/index.ts';

const kinds: readonly Kind[] = ['text', 'image'];

function first(kind: Kind, plugin: Plugin, rate = 0.2) {
  const batches = fourBatches(kind).slice(0, 1);
  const { gradients, losses } = gradientsOf({ kind, batches, plugins: [plugin], rate });
  tf.dispose(batches.flatMap(tensorsOf));
  return { gradient: gradients[0]!, loss: losses[0]![0]! };
}

/** One round of what TensorFlow.js itself makes of the logits of the two passes. */
function plain(objective: (p: tf.Tensor2D, q: tf.Tensor2D, labels: tf.Tensor1D) => tf.Scalar): Plugin {
  return {
    name: 'plain',
    *perturb(step: Step) {
      const key = fold(step.key, 'pass.1');
      yield {
        delta: tf.zerosLike(step.x),
        objective: (delta) => objective(step.logits(delta), step.logits(delta, { key }), step.batch.labels),
      };
    },
  };
}

function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, logits.shape[1]), logits);
}

/** Σ p · (log p − log q) over the classes: [B]. */
function divergence(p: tf.Tensor2D, q: tf.Tensor2D): tf.Tensor {
  return tf.sum(tf.mul(tf.softmax(p), tf.sub(tf.logSoftmax(p), tf.logSoftmax(q))), 1);
}

const both = (p: tf.Tensor2D, q: tf.Tensor2D): tf.Tensor => tf.add(divergence(p, q), divergence(q, p));

const cases: readonly (readonly [string, RDropOptions, Parameters<typeof plain>[0]])[] = [
  [
    'means',
    { alpha: 3 },
    (p, q, labels) =>
      tf.add(tf.mul(tf.add(crossEntropy(p, labels), crossEntropy(q, labels)), 0.5), tf.mul(tf.mean(both(p, q)), 3 / 2)),
  ],
  [
    'sums, as in the official code for BERT',
    { alpha: 3, losses: 'sum', reduction: 'sum' },
    (p, q, labels) =>
      tf.add(tf.add(crossEntropy(p, labels), crossEntropy(q, labels)), tf.mul(tf.sum(both(p, q)), 3 / 2)),
  ],
  [
    'squared distances',
    { alpha: 3, distance: 'squared' },
    (p, q, labels) =>
      tf.add(
        tf.mul(tf.add(crossEntropy(p, labels), crossEntropy(q, labels)), 0.5),
        tf.mul(tf.mean(tf.sum(tf.square(tf.sub(p, q)), 1)), 3),
      ),
  ],
];

onBackends(['native', 'wasm'], () => {
  describe.each(kinds)('%s', (kind) => {
    test.each(cases)("with %s value and gradient are TensorFlow.js's own of the formula", (_, options, formula) => {
      const found = first(kind, rDrop(options));
      const expected = first(kind, plain(formula));
      const largest = Math.max(...Object.values(expected.gradient).flatMap((each) => [...each].map(Math.abs)));
      expect(gap(found.gradient, expected.gradient)).toBeLessThan(2e-6 * Math.max(1, largest));
      expect(found.loss).toBeCloseTo(expected.loss, 4);
    });

    test('with α = 0 it is natural training with two passes, bit for bit', () => {
      const run = (plugin: Plugin) => trained({ kind, plugins: () => [plugin] }).params;
      expect(run(rDrop({ alpha: 0 }))).toEqual(run(natural({ passes: 2 })));
      expect(run(rDrop())).not.toEqual(run(natural({ passes: 2 })));
    });

    test('without dropout both passes are one, and the divergence adds nothing', () => {
      const clean = first(kind, natural(), 0).gradient;
      expect(gap(first(kind, rDrop({ alpha: 9 }), 0).gradient, clean)).toBeLessThan(1e-6);
      const twice = combined([[2, clean]]);
      expect(gap(first(kind, rDrop({ losses: 'sum' }), 0).gradient, twice)).toBeLessThan(2e-6);
    });
  });
});
