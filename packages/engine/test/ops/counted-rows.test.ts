import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { countedCrossEntropy, crossEntropy, engine, kullbackLeibler, symmetricKL } from '../../src/index.node.ts';

await engine({ backend: 'cpu' });

const left = tf.tensor2d([0.3, -1.2, 0.8, 2, 0.1, -0.4, 1, 1.5, -2, 9, 8, 7], [4, 3]);
const right = tf.tensor2d([-0.5, 0.4, 1.1, 0.2, 0.9, -1.3, 0, 0.5, 2, -9, 3, 1], [4, 3]);
const labels = tf.tensor1d([2, -1, 0, -1], 'int32');
const counted = tf.tensor1d([1, 0, 1, 0]);
const rows = tf.tensor1d([0, 2], 'int32');

/** The rows that count, alone. */
const some = (all: tf.Tensor): tf.Tensor => tf.gather(all, rows);

test('a row whose label is −1 has no part in the mean cross-entropy, and no gradient', () => {
  const alone = tf.valueAndGrad((x: tf.Tensor) => crossEntropy(x, some(labels)))(some(left));
  const among = tf.valueAndGrad((x: tf.Tensor) => countedCrossEntropy(x, labels))(left);
  expect(among.value.dataSync()[0]).toBeCloseTo(alone.value.dataSync()[0]!, 6);
  expect([...some(among.grad).dataSync()].map((x) => x.toFixed(6))).toEqual(
    [...alone.grad.dataSync()].map((x) => x.toFixed(6)),
  );
  const others = tf.gather(among.grad, tf.tensor1d([1, 3], 'int32'));
  expect([...others.dataSync()].every((x) => x === 0)).toBe(true);
});

test('where no row counts the loss is 0, and so is its gradient', () => {
  const none = tf.tensor1d([-1, -1, -1, -1], 'int32');
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => countedCrossEntropy(x, none))(left);
  expect(value.dataSync()[0]).toBeCloseTo(0, 9);
  expect([...grad.dataSync()].every((x) => x === 0)).toBe(true);
});

test.each([
  [-2, 'The label of row 1 in a batch is -2, but the model has 3 classes, 0 to 2'],
  [3, 'The label of row 1 in a batch is 3, but the model has 3 classes, 0 to 2'],
])('the label %i is refused', (label, sentence) => {
  expect(() => countedCrossEntropy(left, tf.tensor1d([0, label, 1, 2], 'int32'))).toThrow(sentence);
});

test.each([
  ['KL', kullbackLeibler],
  ['symmetric KL', symmetricKL],
])('%s over counted rows is that of these rows alone, with its gradients', (_, divergence) => {
  const alone = tf.grads((p, q) => divergence(p, q))([some(left), some(right)]);
  const among = tf.grads((p, q) => divergence(p, q, counted))([left, right]);
  const value = divergence(left, right, counted).dataSync()[0]!;
  expect(value).toBeCloseTo(divergence(some(left), some(right)).dataSync()[0]!, 6);
  for (const side of [0, 1])
    [...some(among[side]!).dataSync()].forEach((x, i) => expect(x).toBeCloseTo(alone[side]!.dataSync()[i]!, 6));
});
