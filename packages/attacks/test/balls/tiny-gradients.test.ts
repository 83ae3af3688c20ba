import type { Site } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { l2, linf, move, type Ball } from '../../src/index.ts';

const balls: [string, Ball][] = [
  ['l2', l2({ radius: Infinity, stepSize: 0.5 })],
  ['linf', linf({ radius: Infinity, stepSize: 0.5, direction: 'largest' })],
];

onBackends(['native', 'wasm', 'cpu'], () => {
  describe.each(balls)('%s', (name, ball) => {
    /** δ of two examples after one ascent from 0 along two gradients. */
    const moved = (...gradients: number[][]): number[][] =>
      tf.tidy(() => {
        const x = tf.zeros([2, 1, 2]);
        const site: Site = { index: 0, key: key(1), x, value: (v) => tf.scalar(v as number), gradient: (d) => d };
        const rows = move(ball, x, tf.tensor(gradients.flat(), [2, 1, 2]), site);
        return tf.reshape(rows, [2, 2]).arraySync() as number[][];
      });

    test('a gradient of 1e-12 moves δ as far as one of 1', () => {
      const [small, large] = moved([3e-12, 4e-12], [3, 4]);
      const whole = name === 'l2' ? [0.3, 0.4] : [0.375, 0.5];
      for (const row of [small!, large!]) row.forEach((entry, i) => expect(entry).toBeCloseTo(whole[i]!, 5));
    });

    test('an example whose gradient is zero stays, beside one that moves', () => {
      const [still, other] = moved([0, 0], [3, 4]);
      expect(still).toEqual([0, 0]);
      expect(other![1]).toBeGreaterThan(0.3);
    });
  });
});
