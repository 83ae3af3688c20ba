import { l2 } from '@advtrain/attacks';
import { fromFunction, probe } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { freelb } from '@advtrain/freelb';
import {
  fourBatches,
  gap,
  gradientsOf,
  onBackends,
  plainGradient,
  tensorsOf,
  trained,
  watched,
} from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { neftune } from '../src/index.ts';

/** The one δ of a step, and the gradient of the round there. */
function noised(length: 'real' | 'padded', alpha = 5) {
  const batches = fourBatches('text').slice(0, 1);
  const method = watched(neftune({ alpha, length }));
  const { gradients } = gradientsOf({ kind: 'text', batches, plugins: [method] });
  const mask = [...batches[0]!.inputs.mask!.dataSync()];
  const [examples, tokens] = batches[0]!.inputs.values.shape as [number, number];
  tf.dispose(batches.flatMap(tensorsOf));
  const width = method.deltas[0]!.length / (examples * tokens);
  return { delta: method.deltas[0]!, gradient: gradients[0]!, mask, examples, tokens, width };
}

onBackends(['native', 'wasm'], () => {
  test('the gradient is the plain one at the noise', () => {
    const { delta, gradient } = noised('real');
    expect(gap(gradient, plainGradient('text', { delta }))).toBeLessThan(2e-6);
    expect(gap(gradient, plainGradient('text'))).toBeGreaterThan(1e-2);
  });

  test.each(['real', 'padded'] as const)(
    'with %s lengths noise fills (−1, 1) · α / √(L · d), and is 0 on padding',
    (length) => {
      const { delta, mask, examples, tokens, width } = noised(length);
      let reach = 0;
      for (let example = 0; example < examples; example++) {
        const real = mask.slice(example * tokens, (example + 1) * tokens);
        const counted = length === 'real' ? real.reduce((sum, each) => sum + each, 0) : tokens;
        for (const [token, seen] of real.entries()) {
          const from = (example * tokens + token) * width;
          const each = [...delta.slice(from, from + width)].map((value) => (value * Math.sqrt(counted * width)) / 5);
          expect(each.every((value) => (seen === 1 ? value !== 0 && Math.abs(value) < 1 : value === 0))).toBe(true);
          reach = Math.max(reach, ...each.map(Math.abs));
        }
      }
      expect(reach).toBeGreaterThan(0.9);
    },
  );

  test.each(['real', 'padded'] as const)(
    'with %s lengths what is flat, [B, F], is one token, whatever the batch',
    (length) => {
      const model = fromFunction({
        params: { w: tf.ones([6, 2]) },
        logits: ({ w }, x) => tf.matMul(tf.reshape(x, [-1, 6]), w!),
      });
      const [flat, deep] = [[6], [1, 6]].map((shape) => {
        const batch = { inputs: { values: tf.zeros([40, ...shape]) }, labels: tf.zeros<tf.Rank.R1>([40], 'int32') };
        const { done, value } = neftune({ length }).perturb!(probe(model, batch, { key: key(1) })).next();
        return done ? [] : [...(value as { delta: tf.Tensor }).delta.dataSync<'float32'>()];
      });
      expect(flat).toEqual(deep);
      const reach = Math.max(...flat!.map(Math.abs)) / (5 / Math.sqrt(6));
      expect(reach).toBeGreaterThan(0.9);
      expect(reach).toBeLessThan(1);
    },
  );

  test("it is FreeLB's start with one round, and so cut to no ball, bit for bit", () => {
    const ball = l2({ radius: Infinity, stepSize: 0, start: 5 });
    const start = trained({ kind: 'text', plugins: () => [freelb({ ball, steps: 1 })] });
    expect(trained({ kind: 'text', plugins: () => [neftune()] })).toEqual(start);
    expect(trained({ kind: 'text', plugins: () => [neftune({ length: 'padded' })] })).not.toEqual(start);
  });

  test.each(['real', 'padded'] as const)('with α = 0 and %s lengths it is natural training, bit for bit', (length) => {
    const natural = trained({ kind: 'text', plugins: () => [] });
    expect(trained({ kind: 'text', plugins: () => [neftune({ alpha: 0, length })] })).toEqual(natural);
  });
});
