import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { climb, l2, linf, move } from '../../src/index.ts';
import { images, length, rows, sentences, wave } from './sites.ts';

/** The tokens [tokens, width] of a tensor [B, T, D], padding included. */
const tokensOf = (delta: tf.Tensor): number[][] =>
  tf.reshape(delta, [-1, delta.shape.at(-1)!]).arraySync() as number[][];

onBackends(['native', 'wasm', 'cpu'], () => {
  test('per token, l2 moves every token by the step size along its own gradient, and padding not at all', () => {
    tf.tidy(() => {
      const site = sentences();
      const ball = l2({ radius: Infinity, stepSize: 0.5, per: 'token' });
      const g = wave(site.x.shape);
      const real = tokensOf(site.mask!).flat();
      const gradients = tokensOf(g);
      for (const [i, token] of tokensOf(move(ball, tf.zerosLike(site.x), g, site)).entries()) {
        const expected = gradients[i]!.map((value) => (real[i]! * 0.5 * value) / length(gradients[i]!));
        for (const [k, value] of token.entries()) expect(value).toBeCloseTo(expected[k]!, 5);
      }
    });
  });

  test('per token, l2 scales each token that is outside to the radius, and leaves the others', () => {
    tf.tidy(() => {
      const site = sentences();
      const ball = l2({ radius: 1.3, stepSize: 0.5, per: 'token' });
      const delta = tf.mul(wave(site.x.shape), site.mask!);
      const before = tokensOf(delta);
      const after = tokensOf(ball.project(delta, site));
      expect(before.some((token) => length(token) > 1.3)).toBe(true);
      expect(before.some((token) => length(token) > 0 && length(token) < 1.3)).toBe(true);
      for (const [i, token] of before.entries()) expect(length(after[i]!)).toBeCloseTo(Math.min(length(token), 1.3), 5);
    });
  });

  test('tokens of length r make an example of length r · √(real tokens)', () => {
    tf.tidy(() => {
      const site = sentences();
      const ball = l2({ radius: 0.2, stepSize: 9, per: 'token' });
      const examples = rows(move(ball, tf.zerosLike(site.x), wave(site.x.shape), site));
      const real = rows(site.mask!).map((row) => row.reduce((sum, value) => sum + value));
      for (const [i, example] of examples.entries()) expect(length(example)).toBeCloseTo(0.2 * Math.sqrt(real[i]!), 5);
    });
  });

  test('per token, the l2 start is at most start / √width in each entry, whatever the length of the sentence', () => {
    tf.tidy(() => {
      const site = { ...sentences(), x: tf.zeros([20, 5, 16]), mask: tf.ones([20, 5, 1]) };
      const ball = l2({ radius: Infinity, stepSize: 1, start: 0.6, per: 'token' });
      const sizes = rows(ball.start(site)).flat().map(Math.abs);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(0.6 / 4);
      expect(Math.max(...sizes)).toBeGreaterThan(0.95 * (0.6 / 4));
    });
  });

  test('per token, linf divides by the largest entry of the token; its signs know no tokens', () => {
    tf.tidy(() => {
      const site = sentences();
      const g = tf.mul(wave(site.x.shape), site.mask!);
      const zero = tf.zerosLike(site.x);
      const options = { radius: Infinity, stepSize: 0.5 } as const;
      for (const token of tokensOf(climb(linf({ ...options, per: 'token' }), zero, g, site)).filter(length))
        expect(Math.max(...token.map(Math.abs))).toBeCloseTo(0.5, 5);
      const signs = (per: 'example' | 'token') => linf({ ...options, direction: 'sign', per });
      expect(rows(climb(signs('token'), zero, g, site))).toEqual(rows(climb(signs('example'), zero, g, site)));
    });
  });

  test('for pixels a token is a pixel with its channels', () => {
    tf.tidy(() => {
      const site = { ...images(), x: tf.fill([2, 3, 3, 3], 0.5) };
      const ball = l2({ radius: 0.1, stepSize: 9, per: 'token' });
      const moved = move(ball, tf.zerosLike(site.x), wave([2, 3, 3, 3]), site);
      for (const pixel of tokensOf(moved)) expect(length(pixel)).toBeCloseTo(0.1, 5);
    });
  });
});

test('refuses sizes of anything else', () => {
  const per = 'batch' as 'token';
  expect(() => l2({ radius: 1, stepSize: 1, per })).toThrow('per is "batch", but must be example or token.');
  const stepSize = undefined as unknown as number;
  expect(() => l2({ radius: 1, stepSize })).toThrow(
    'l2 needs stepSize, which must be a number, at least 0, or a function of the optimizer steps taken.',
  );
});
