import { backendsHere, onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  dropoutMask,
  engine,
  fold,
  key,
  normal,
  record,
  stepKey,
  uniform,
  uniformNumbers,
  type Key,
} from '../../src/index.node.ts';
import { composed } from '../../src/native/fused.ts';
import { philox } from '../../src/random/philox.ts';

/** Keys whose words have their sign bits set and not, and sizes around the generator's blocks of four words. */
const keys: Key[] = [
  { root: 0, path: 0 },
  { root: 0xffffffff, path: 0x80000000 },
  { root: 0x7fffffff, path: 0xfffffffe },
  fold(stepKey(key(42), 1000), 'dropout'),
];
const shapes = [[1], [3], [4], [5], [17, 3], [2, 3, 4, 5], [1000]];

async function everywhere(draw: () => tf.Tensor): Promise<Float32Array[]> {
  const found: Float32Array[] = [];
  for (const backend of backendsHere) {
    await engine({ backend });
    found.push(tf.tidy(() => Float32Array.from(draw().dataSync())));
  }
  return found;
}

test.each(keys)('the draws of key $root, $path are the same on every backend, and without one', async (each) => {
  for (const shape of shapes) {
    const [first, ...others] = await everywhere(() => uniform(shape, each));
    for (const other of others) expect(other).toEqual(first);
    expect(uniformNumbers(first!.length, each)).toEqual(first);
    const [kept, ...rest] = await everywhere(() => dropoutMask(shape, 0.1, each));
    for (const other of rest) expect(other).toEqual(kept);
    const [standard, ...approximate] = await everywhere(() => normal(shape, each));
    for (const other of approximate)
      other.forEach((value, i) => expect(Math.abs(value - standard![i]!)).toBeLessThan(1e-6));
    const [shifted, ...alike] = await everywhere(() => uniform(shape, each, -0.3, 0.7));
    for (const other of alike) other.forEach((value, i) => expect(Math.abs(value - shifted![i]!)).toBeLessThan(1e-7));
  }
});

test("the generator's lowest 23 bits are those of TensorFlow 2.21's StatelessRandomUniform", () => {
  const lowest = (seed: [number, number]) => [...philox(seed, 5)].map((word) => word & 0x7fffff);
  expect(lowest([1, 2])).toEqual([7080492, 1610993, 8356926, 1345427, 2281619]);
  expect(lowest([-1, -(2 ** 31)])).toEqual([7045091, 1100822, 1457101, 3524411, 2307987]);
});

onBackends(['native', 'wasm'], () => {
  test('uniform numbers fill their interval evenly', () => {
    const values = tf.tidy(() => [...uniform([20_000], key(1), -2, 4).dataSync()]);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThan(4);
    for (const from of [-2, -1, 0, 1, 2, 3])
      expect(Math.abs(values.filter((v) => v >= from && v < from + 1).length / 20_000 - 1 / 6)).toBeLessThan(0.01);
  });

  test('normal numbers have mean 0, variance 1 and the tails of a normal distribution', () => {
    const values = tf.tidy(() => [...normal([20_000], key(2)).dataSync()]);
    const mean = values.reduce((sum, v) => sum + v) / 20_000;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 20_000 - 1)).toBeLessThan(0.03);
    expect(Math.abs(values.filter((v) => Math.abs(v) > 1.96).length / 20_000 - 0.05)).toBeLessThan(0.006);
  });

  test('another key is another draw, the same key the same', () => {
    const draw = (each: Key) => tf.tidy(() => [...uniform([8], each).dataSync()]);
    expect(draw(fold(key(1), 'a'))).toEqual(draw(fold(key(1), 'a')));
    expect(draw(fold(key(1), 'a'))).not.toEqual(draw(fold(key(1), 'b')));
    expect(draw(stepKey(key(1), 0))).not.toEqual(draw(stepKey(key(1), 1)));
  });
});

onBackends(['native'], () => {
  const draws = (each: Key): tf.Tensor[] =>
    shapes.flatMap((shape) => [
      uniform(shape, each),
      uniform(shape, each, -0.3, 0.7),
      dropoutMask(shape, 0.1, each),
      normal(shape, each),
    ]);

  /** Uniform numbers and masks to the bit, normal numbers up to rounding. */
  const expectAlike = (found: readonly tf.Tensor[], expected: readonly tf.Tensor[]): void => {
    expect(found.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
    const [values, others] = [found, expected].map((tensors) => tensors.map((tensor) => tensor.dataSync()));
    values!.forEach((numbers, i) => {
      if (i % 4 === 0 || i % 4 === 2) expect(numbers).toEqual(others![i]);
      else numbers.forEach((value, j) => expect(Math.abs(value - others![i]![j]!)).toBeLessThan(2e-6));
    });
  };

  test.each([keys[1]!, keys[2]!])('compiled by XLA the draws of key $root, $path are the same', ({ root, path }) => {
    const input = tf.scalar(0, 'int32');
    const recording = record(() => draws({ root: input, path }), { inputs: [input], variables: [], compiled: true });
    tf.tidy(() => {
      expectAlike(recording.run([tf.scalar((root as number) | 0, 'int32')]), draws({ root, path }));
    });
    recording.dispose();
  });

  test('the operations that XLA compiles draw the same when they run one by one, and leave no tensor', () => {
    const compare = (each: Key): void => {
      tf.tidy(() => {
        expectAlike(
          composed(() => draws(each)),
          draws(each),
        );
      });
    };
    compare(keys[0]!);
    const before = tf.memory().numTensors;
    compare(keys[3]!);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a root that is a tensor draws what the same number draws', () => {
    const { root, path } = fold(key(9), 'x');
    const tensor = tf.scalar((root as number) | 0, 'int32');
    expect([...uniform([6], { root: tensor, path }).dataSync()]).toEqual([...uniform([6], { root, path }).dataSync()]);
  });
});

onBackends(['wasm'], () => {
  test('elsewhere a root that is a tensor is refused', () => {
    const root = tf.scalar(1, 'int32');
    expect(() => uniform([6], { root, path: 1 })).toThrow(
      'A key whose root is a tensor draws on native TensorFlow only.',
    );
  });
});
