import { probe, type Batch, type Model } from '@advtrain/core';
import { fold, key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  centralDifferences,
  gradientsOf,
  imageBatch,
  onBackends,
  textBatch,
  tinyModel,
  type Kind,
} from '../../src/index.ts';

const masks = fold(key(11), 'masks');

/** The loss at x + δ under fixed dropout masks. */
function lossAt(model: Model, batch: Batch, delta: Float32Array): number {
  return tf.tidy(() => {
    const step = probe(model, batch, { key: key(1) });
    return step.loss(step.logits(tf.tensor(delta, step.x.shape), { key: masks })).dataSync()[0]!;
  });
}

onBackends(['native', 'wasm', 'cpu'], () => {
  test.each<[Kind, () => Batch]>([
    ['text', () => textBatch({ examples: 2, length: 3 })],
    ['image', () => imageBatch({ examples: 2 })],
  ])('%s: every parameter gradient and the gradient of δ agree with central differences', (kind, make) => {
    const batch = make();
    const model = tinyModel(kind, { rate: 0.2 });
    const shape = tf.tidy(() => model.embed(model.params, batch.inputs).shape);
    const start = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => 0.1 * Math.sin(i));
    let direction: Float32Array | undefined;
    const [gradient] = gradientsOf({
      kind,
      batches: [batch],
      rate: 0.2,
      plugins: [
        {
          name: 'round under fixed masks',
          *perturb(step) {
            const delta = tf.tensor(start, step.x.shape);
            const g = yield { delta, weight: 0.25, objective: (d) => step.loss(step.logits(d, { key: masks })) };
            direction = Float32Array.from(g.dataSync());
          },
        },
      ],
    }).gradients;
    // The gradient of δ is that of the objective, whatever the round counts; the parameters' is weighted.
    close(
      [...direction!],
      centralDifferences((delta) => lossAt(model, batch, delta), start),
    );
    for (const [name, theta] of Object.entries(model.params)) {
      const values = Float32Array.from(theta.dataSync());
      const every = Math.ceil(values.length / 12);
      const entries = [...values.keys()].filter((entry) => entry % every === 0);
      const numeric = centralDifferences(
        (point) => {
          tf.tidy(() => theta.assign(tf.tensor(point, theta.shape)));
          return lossAt(model, batch, start);
        },
        values,
        entries,
      );
      tf.tidy(() => theta.assign(tf.tensor(values, theta.shape)));
      close(
        entries.map((entry) => 4 * gradient![name]![entry]!),
        numeric,
      );
    }
    model.dispose();
  });
});

function close(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)));
  expect(worst).toBeLessThan(2e-4);
  // A gradient that is zero everywhere would agree with a loss that depends on nothing.
  expect(Math.max(...actual.map(Math.abs))).toBeGreaterThan(1e-3);
}
