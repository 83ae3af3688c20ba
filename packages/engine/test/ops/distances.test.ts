import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as engine from '../../src/index.node.ts';
import { key } from '../../src/index.node.ts';

const normal = (shape: number[], stream: number): tf.Tensor => engine.normal(shape, key(stream));

/** The value of an operation and the gradients of its inputs. */
function evaluated(shapes: readonly number[][], apply: (...inputs: tf.Tensor[]) => tf.Tensor): Float32Array[] {
  return tf.tidy(() => {
    const inputs = shapes.map(normal);
    const value = apply(...inputs);
    const gradients = tf.grads(apply)(inputs, normal(value.shape, 50));
    return [value, ...gradients].map((tensor) => tensor.dataSync<'float32'>());
  });
}

function expectClose(found: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  found.forEach((values, i) => {
    const gap = values.reduce((largest, value, at) => Math.max(largest, Math.abs(value - expected[i]![at]!)), 0);
    expect(gap).toBeLessThan(1e-5);
  });
}

/** −1e9 where a mask of tokens [B, T] or the distance of two tokens says so. */
function full(length: number, reach: number, padding?: tf.Tensor): tf.Tensor {
  const far = Float32Array.from({ length: length * length }, (_, at) =>
    Math.abs(Math.floor(at / length) - (at % length)) > reach ? -1e9 : 0,
  );
  const band = tf.tensor4d(far, [1, 1, length, length]);
  return padding ? tf.add(band, padding) : band;
}

function padded(length: number, real: readonly number[]): tf.Tensor {
  const values = real.flatMap((count) => Array.from({ length }, (_, at) => (at < count ? 0 : -1e9)));
  return tf.tensor4d(values, [real.length, 1, 1, length]);
}

onBackends(['native', 'wasm', 'cpu'], () => {
  describe('local attention', () => {
    test.each([
      [4, 0],
      [3, 4],
      [6, 2],
      [7, 2],
      [12, 3],
      [23, 4],
    ])('of %i tokens that see %i away is attention with all others masked, with its gradients', (length, reach) => {
      const shapes = Array.from({ length: 3 }, () => [2, length, 3, 4]);
      const swapped = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 2, 1, 3]);
      for (const padding of [undefined, padded(length, [length, Math.ceil(length / 2)])]) {
        const local = evaluated(shapes, (q, k, v) =>
          engine.localAttention(q, k, v, reach, padding ? { bias: padding } : {}),
        );
        const masked = evaluated(shapes, (q, k, v) => {
          const bias = full(length, reach, padding);
          return swapped(engine.attention(swapped(q), swapped(k), swapped(v), { bias }));
        });
        // What padding sees is nobody's concern, but where it sees nothing else both are finite.
        if (padding) for (const values of local) expect(values.every(Number.isFinite)).toBe(true);
        else expectClose(local, masked);
        const seen = (all: Float32Array[]): Float32Array[] => [all[0]!.slice(0, length * 12)];
        expectClose(seen(local), seen(masked));
      }
    });
  });

  test('relative scores are products with the row of each distance', () => {
    const length = 5;
    const shapes = [
      [2, 3, length, 4],
      [3, 2 * length, 4],
    ];
    const found = evaluated(shapes, (x, rows) => engine.relativeScores(x, rows));
    const expected = evaluated(shapes, (x, rows) => {
      const at = (i: number): tf.Tensor => {
        const row = tf.slice(x, [0, 0, i, 0], [-1, -1, 1, -1]);
        const near = tf.slice(rows, [0, length - 1 - i, 0], [-1, length, -1]);
        return tf.sum(tf.mul(row, tf.expandDims(near, 0)), -1);
      };
      return tf.stack(
        Array.from({ length }, (_, i) => at(i)),
        2,
      );
    });
    expectClose(found, expected);
  });
});

onBackends(['cpu'], () => {
  test('local attention of 4096 tokens multiplies four times as often as that of 1024, and whole attention sixteen times', async () => {
    const local = (length: number): Promise<number> =>
      multiplications(length, (q, k, v) => engine.localAttention(q, k, v, 64));
    const whole = (length: number): Promise<number> =>
      multiplications(length, (q, k, v) =>
        engine.attention(...([q, k, v].map((x) => tf.transpose(x, [0, 2, 1, 3])) as [tf.Tensor, tf.Tensor, tf.Tensor])),
      );
    expect((await local(4096)) / (await local(1024))).toBe(4);
    expect((await whole(512)) / (await whole(128))).toBe(16);
    expect(await local(1024)).toBe(2 * 1024 * 3 * 64);
  });
});

/** How many multiplications the matrix products of an operation take, for one head of width 1. */
async function multiplications(
  length: number,
  apply: (...inputs: [tf.Tensor, tf.Tensor, tf.Tensor]) => tf.Tensor,
): Promise<number> {
  const tokens = (): tf.Tensor => tf.ones([1, length, 1, 1]);
  const { kernels } = await tf.profile(() => tf.tidy(() => apply(tokens(), tokens(), tokens())));
  return kernels
    .filter(({ name }) => name === 'BatchMatMul')
    .reduce((sum, { inputShapes: [left], outputShapes: [out] }) => sum + product(out!) * left!.at(-1)!, 0);
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}
