import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { constant, fusedAdam, key, native, normal, type AdamUpdate } from '../src/index.node.ts';
import { composed } from '../src/native/fused.ts';

const betas = { beta1: 0.8, beta2: 0.9 };
const plain = { rate: 0.1, epsilon: 1e-3 };
const numbers: readonly Record<string, number>[] = [
  plain,
  { ...plain, scale: 0.25 },
  { ...plain, scale: 2, before: 0.9 },
  { ...plain, after: 0.7 },
];

const scalars = (values: object): AdamUpdate =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, constant(value as number)])) as never;

/** What three updates make of θ and its moments. */
function updated(shape: number[], values: object): Float32Array[] {
  return tf.tidy(() => {
    const adam = fusedAdam(tf.zeros(shape), tf.fill(shape, 0.5), betas)!;
    let theta = normal(shape, key(1));
    for (let step = 0; step < 3; step++) theta = adam.update(theta, normal(shape, key(2 + step)), scalars(values));
    const { first, second } = adam.read();
    const results = [theta, first, second].map((tensor) => tensor.dataSync<'float32'>().slice());
    adam.dispose();
    return results;
  });
}

/** The same in JavaScript. */
function reference(shape: number[], values: Readonly<Record<string, number>>): Float32Array[] {
  const draw = (seed: number): Float32Array => tf.tidy(() => normal(shape, key(seed)).dataSync<'float32'>().slice());
  const theta = draw(1);
  const m = new Float32Array(shape[0]!);
  const v = new Float32Array(shape[0]!).fill(0.5);
  const [scale, before, after] = ['scale', 'before', 'after'].map((name) => values[name] ?? 1) as [
    number,
    number,
    number,
  ];
  for (let step = 0; step < 3; step++)
    for (const [i, each] of draw(2 + step).entries()) {
      const g = each * scale;
      m[i]! += (g - m[i]!) * (1 - betas.beta1);
      v[i]! += (g * g - v[i]!) * (1 - betas.beta2);
      theta[i] = (theta[i]! * before - (plain.rate * m[i]!) / (Math.sqrt(v[i]!) + plain.epsilon)) * after;
    }
  return [theta, m, v];
}

function gap(found: readonly Float32Array[], expected: readonly Float32Array[]): number {
  return Math.max(
    ...found.map((values, i) => values.reduce((most, x, j) => Math.max(most, Math.abs(x - expected[i]![j]!)), 0)),
  );
}

onBackends(['native'], () => {
  describe.each([
    ["the addon's operation", <T>(work: () => T): T => work()],
    ["TensorFlow's own", composed],
  ] as const)('%s', (_, using) => {
    test.each(numbers)('moves θ and its moments as Adam does, with %o', (values) => {
      for (const shape of [[5], [100_003]])
        expect(
          gap(
            using(() => updated(shape, values)),
            reference(shape, values),
          ),
        ).toBeLessThan(1e-5);
    });

    test('leaves alone what it was made of and what was read of it', () => {
      tf.tidy(() => {
        const given = [tf.zeros([40]), tf.ones([40])] as const;
        const adam = using(() => fusedAdam(...given, betas)!);
        const theta = tf.ones([40]);
        const gradient = tf.ones([40]);
        adam.update(theta, gradient, scalars(plain));
        const read = adam.read();
        const before = [...given, theta, gradient, read.first, read.second].map((tensor) => tensor.arraySync());
        adam.update(theta, gradient, scalars(plain));
        const after = [...given, theta, gradient, read.first, read.second].map((tensor) => tensor.arraySync());
        expect(after).toEqual(before);
        expect(adam.read().first.arraySync()).not.toEqual(read.first.arraySync());
        adam.dispose();
      });
    });
  });

  test("the addon's operation holds two tensors, whatever it is asked", () => {
    const binding = native()!.binding as unknown as { memory(): { tensors: number } };
    const zeros = tf.zeros([8]);
    const adam = fusedAdam(zeros, zeros, betas)!;
    zeros.dispose();
    tf.tidy(() => void adam.update(tf.ones([8]), tf.ones([8]), scalars(plain)));
    const held = binding.memory().tensors;
    tf.tidy(() => void adam.update(tf.ones([8]), tf.ones([8]), scalars(plain)));
    expect(binding.memory().tensors).toBe(held);
    adam.dispose();
    expect(binding.memory().tensors).toBe(held - 2);
  });
});
