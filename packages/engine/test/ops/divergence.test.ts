import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { engine, kullbackLeibler, squaredDistance, stopGradient, symmetricKL } from '../../src/index.node.ts';

await engine({ backend: 'cpu' });

const left = [0.3, -1.2, 0.8, 2, 0.1, -0.4];
const right = [-0.5, 0.4, 1.1, 0.2, 0.9, -1.3];

/** The same in double precision, from the definition. */
function divergence(p: readonly number[], q: readonly number[]): number {
  const softmax = (logits: readonly number[]): number[] => {
    const total = logits.reduce((sum, x) => sum + Math.exp(x), 0);
    return logits.map((x) => Math.exp(x) / total);
  };
  let sum = 0;
  for (const from of [0, 3]) {
    const a = softmax(p.slice(from, from + 3));
    const b = softmax(q.slice(from, from + 3));
    a.forEach((each, i) => (sum += each * Math.log(each / b[i]!)));
  }
  return sum / 2;
}

const squared = (p: readonly number[], q: readonly number[]): number =>
  p.reduce((sum, each, i) => sum + (each - q[i]!) ** 2, 0) / 2;

describe.each([
  ['KL(p ‖ q)', kullbackLeibler, divergence],
  ['symmetric KL', symmetricKL, (p: readonly number[], q: readonly number[]) => divergence(p, q) + divergence(q, p)],
  ['squared distance', squaredDistance, squared],
])('%s', (_, operation, definition) => {
  const p = tf.tensor2d(left, [2, 3]);
  const q = tf.tensor2d(right, [2, 3]);

  test('is the mean over the batch, and 0 of equals', () => {
    expect(operation(p, q).dataSync()[0]).toBeCloseTo(definition(left, right), 5);
    expect(operation(p, p).dataSync()[0]).toBeCloseTo(0, 6);
  });

  test('has the gradients of its definition, on both sides', () => {
    const gradients = tf
      .grads((a, b) => operation(a, b))([p, q])
      .map((each) => each.dataSync());
    [left, right].forEach((side, which) =>
      side.forEach((_, i) => {
        const at = (distance: number): number => {
          const moved = side.map((x, j) => (i === j ? x + distance : x));
          return which === 0 ? definition(moved, right) : definition(left, moved);
        };
        expect(gradients[which]![i]).toBeCloseTo((at(1e-4) - at(-1e-4)) / 2e-4, 4);
      }),
    );
  });
});

test('a divergence of one output is refused, and so are logits of unlike shapes', () => {
  expect(() => symmetricKL(tf.ones([2, 1]), tf.ones([2, 1]))).toThrow(
    'The model has 1 output, of which no distribution follows: compare outputs by their distance.',
  );
  expect(() => kullbackLeibler(tf.ones([2, 3]), tf.ones([1, 3]))).toThrow(
    'Logits of shapes [2, 3] and [1, 3] have no divergence.',
  );
});

test('no gradient flows through what is stopped', () => {
  const x = tf.tensor2d(left, [2, 3]);
  const gradient = tf.grad((each) => squaredDistance(each, stopGradient(each)))(x);
  expect([...gradient.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  const half = tf.grad((each) => tf.sum(tf.mul(each, stopGradient(each))))(x);
  expect([...half.dataSync()]).toEqual([...x.dataSync()]);
});
