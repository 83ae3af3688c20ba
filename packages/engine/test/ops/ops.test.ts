import { backendsHere, centralDifferences, onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { attention, constant, conv2d, dropoutMask, engine, gelu, groupNorm, key, relu } from '../../src/index.node.ts';
import { inputsOf, operations, weighted, type Operation } from './operations.ts';

const all = Object.entries(operations);

/** The gradients of the weighted sum: of all inputs at once, or of one alone. */
function gradients(operation: Operation, only?: number): Float32Array[] {
  return tf.tidy(() => {
    const inputs = inputsOf(operation).map((values) => tf.tensor1d(values));
    const wanted = only === undefined ? inputs : [inputs[only]!];
    const found = tf.engine().gradients(() => weighted(operation, inputs), wanted);
    return found.grads.map((g) => Float32Array.from(g.dataSync()));
  });
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

onBackends(['native', 'wasm', 'cpu'], () => {
  describe.each(all)('%s', (_, operation) => {
    test('each gradient agrees with central differences', () => {
      const inputs = inputsOf(operation);
      gradients(operation).forEach((gradient, input) => {
        const f = (point: Float32Array): number =>
          tf.tidy(() => {
            const moved = inputs.map((values, i) => tf.tensor1d(i === input ? point : values));
            return weighted(operation, moved).dataSync()[0]!;
          });
        const numeric = centralDifferences(f, inputs[input]!);
        expect(largestGap(gradient, numeric)).toBeLessThan(5e-4 * Math.max(1, ...numeric.map(Math.abs)));
      });
    });

    test('the gradient of one input alone is the same, and nothing is left over', () => {
      const whole = gradients(operation);
      const before = tf.memory().numTensors;
      whole.forEach((gradient, input) => expect(gradients(operation, input)[0]).toEqual(gradient));
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  test('gelu is x Φ(x), far out too', () => {
    const values = tf.tidy(() => [...gelu(tf.tensor1d([-30, -2, 0, 0.5, 2, 30])).dataSync()]);
    expect(largestGap(values, [0, -0.0455003, 0, 0.3457312, 1.9544997, 30])).toBeLessThan(2e-6);
  });

  test('groupNorm gives every group of channels of an example mean 0 and variance 1, then gain and bias', () => {
    const x = tf.tensor([1, 2, 10, 20, 3, 4, 30, 60, 5, 5, 7, 9, 5, 5, 8, 8], [2, 2, 1, 4]);
    const y = groupNorm(x, tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([0, 1, 0, 0]), 2, 0);
    const low = Math.sqrt(1.25);
    const high = Math.sqrt(350);
    const expected = [-1.5 / low, 1 - 1 / low, -60 / high, -40 / high, 0.5 / low, 1 + 3 / low, 0, 120 / high];
    expect(largestGap(y.dataSync().slice(0, 8), expected)).toBeLessThan(1e-5);
    expect(() => groupNorm(x, tf.ones([4]), tf.zeros([4]), 3, 0)).toThrow(
      'groups is 3, but must divide the 4 channels.',
    );
  });

  test('relu keeps what is above 0, and its gradient at 0 is 0', () => {
    const x = tf.tensor1d([-2, 0, 3]);
    expect([...relu(x).dataSync()]).toEqual([0, 0, 3]);
    expect([
      ...tf
        .grad((v) => relu(v))(x, tf.tensor1d([5, 6, 7]))
        .dataSync(),
    ]).toEqual([0, 0, 7]);
  });

  test('attention looks at no padding, and averages where all scores are alike', () => {
    const zeros = tf.zeros([1, 1, 3, 2]);
    const v = tf.tensor4d([1, 2, 3, 4, 500, 600], [1, 1, 3, 2]);
    const bias = tf.tensor4d([0, 0, -1e9], [1, 1, 1, 3]);
    expect([...attention(zeros, zeros, v, { bias }).dataSync()]).toEqual([2, 3, 2, 3, 2, 3]);
  });

  test('a dropout mask has the rate, keeps the mean, and is one where nothing drops', () => {
    const values = dropoutMask([200, 200], 0.25, key(5)).dataSync();
    const dropped = values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.01);
    expect([...new Set(values)].sort()).toEqual([0, Math.fround(1 / 0.75)]);
    expect(new Set(dropoutMask([50], 0, key(5)).dataSync())).toEqual(new Set([1]));
  });

  test('a window that does not fit an image is refused', () => {
    expect(() => conv2d(tf.zeros([1, 2, 4, 1]), tf.zeros([3, 3, 1, 1]))).toThrow(
      'A window of 3 × 3 does not fit an image of 2 × 4: use a smaller one.',
    );
  });

  test('a constant is made once, and survives the tidy that made it', () => {
    const made = tf.tidy(() => constant(0.123));
    expect(constant(0.123)).toBe(made);
    expect(made.dataSync()[0]).toBe(Math.fround(0.123));
  });
});

test.each(all)('%s: numbers and gradients are the same on every backend', async (_, operation) => {
  const found: { value: number[]; gradients: Float32Array[] }[] = [];
  for (const backend of backendsHere) {
    await engine({ backend });
    const value = tf.tidy(() => {
      const inputs = inputsOf(operation).map((values, i) => tf.tensor(values, [...operation.shapes[i]!]));
      return [...operation.apply(...inputs).dataSync()];
    });
    found.push({ value, gradients: gradients(operation) });
  }
  const [first, ...others] = found;
  expect(others.length).toBeGreaterThan(0);
  for (const other of others) {
    expect(largestGap(other.value, first!.value)).toBeLessThan(5e-6);
    other.gradients.forEach((gradient, i) => expect(largestGap(gradient, first!.gradients[i]!)).toBeLessThan(1e-5));
  }
});
