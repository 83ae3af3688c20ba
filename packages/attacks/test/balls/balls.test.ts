import { warmUp, type Site } from '@advtrain/core';
import { fold } from '@advtrain/engine';
import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { l2, linf, move, type Ball } from '../../src/index.ts';
import { images, length, rows, sentences, wave } from './sites.ts';

const sites: [string, (index?: number) => Site][] = [
  ['text', sentences],
  ['images', images],
];
const largest = (row: readonly number[]): number => Math.max(...row.map(Math.abs));
const balls: [string, Ball, (row: readonly number[]) => number][] = [
  ['l2', l2({ radius: 0.3, stepSize: 0.2, start: 0.4 }), length],
  ['linf', linf({ radius: 0.3, stepSize: 0.2, start: 0.2 }), largest],
];

test.each([l2, linf])('%s refuses moves and starts without end', (ball) => {
  expect(() => ball({ radius: 1, stepSize: Infinity })).toThrow('stepSize is Infinity, but must be finite.');
  expect(() => ball({ radius: 1, stepSize: 1, start: Infinity })).toThrow('start is Infinity, but must be finite.');
});

onBackends(['native', 'wasm', 'cpu'], () => {
  describe.each(sites)('%s', (_, make) => {
    test.each(balls)('%s: every point on the way is in the ball, on no padding, in the domain', (_, ball, size) => {
      tf.tidy(() => {
        const site = make();
        let delta = ball.start(site);
        for (let m = 0; m < 6; m++) {
          for (const row of rows(delta)) expect(size(row)).toBeLessThanOrEqual(0.3 * (1 + 1e-5));
          if (site.mask) expect(tf.max(tf.abs(tf.mul(delta, tf.sub(1, site.mask)))).dataSync()[0]).toBe(0);
          if (site.domain) {
            const seen = tf.add(site.x, delta).dataSync();
            expect(Math.min(...seen)).toBeGreaterThanOrEqual(-1e-6);
            expect(Math.max(...seen)).toBeLessThanOrEqual(1 + 1e-6);
          }
          const again = rows(ball.project(delta, site));
          rows(delta).forEach((row, i) =>
            row.forEach((v, k) => expect(Math.abs(v - again[i]![k]!)).toBeLessThan(1e-6)),
          );
          delta = move(ball, delta, wave(site.x.shape, m / 10), site);
        }
        // Six moves of 0.2 have reached the boundary, where nothing but the ball stopped them.
        if (site.mask) for (const row of rows(delta)) expect(size(row)).toBeGreaterThan(0.28);
      });
    });

    test.each(balls)('%s: a gradient of zero leaves δ, that of other examples moves theirs', (_, ball) => {
      tf.tidy(() => {
        const site = make();
        const start = ball.project(ball.start(site), site);
        const one = tf.tensor(
          Float32Array.from({ length: site.x.size }, (_, i) => (i < site.x.size / 3 ? 0 : 1)),
          site.x.shape,
        );
        const before = rows(start);
        const after = rows(move(ball, start, one, site));
        before[0]!.forEach((value, i) => expect(after[0]![i]).toBeCloseTo(value, 6));
        expect(Math.max(...after[2]!.map((value, i) => Math.abs(value - before[2]![i]!)))).toBeGreaterThan(0.01);
        const none = move(ball, tf.zerosLike(site.x), tf.zerosLike(site.x), site);
        expect(
          rows(none)
            .flat()
            .every((value) => value === 0),
        ).toBe(true);
      });
    });

    test.each([1e-30, 1e-12, 1e12])('a gradient of the order %d gives no NaN, and no move beyond the step', (scale) => {
      tf.tidy(() => {
        const site = make();
        for (const [, ball, size] of balls)
          for (const row of rows(move(ball, tf.zerosLike(site.x), tf.mul(wave(site.x.shape), scale), site)))
            expect(size(row)).toBeLessThanOrEqual(0.2 * (1 + 1e-5));
      });
    });

    test('an infinite radius stops nothing, a radius of 0 everything', () => {
      tf.tidy(() => {
        const site = make();
        const g = wave(site.x.shape);
        for (const ball of [l2, linf]) {
          const point = ball({ radius: 0, stepSize: 1 });
          expect(
            rows(move(point, tf.zerosLike(site.x), g, site))
              .flat()
              .every((value) => Math.abs(value) < 1e-7),
          ).toBe(true);
          if (site.domain) continue;
          const open = ball({ radius: Infinity, stepSize: 7 });
          const size = ball === l2 ? length : largest;
          for (const row of rows(move(open, tf.zerosLike(site.x), tf.mul(g, site.mask!), site)))
            expect(size(row)).toBeCloseTo(7, 4);
        }
      });
    });

    test('a radius, a step size and a start may be schedules', () => {
      tf.tidy(() => {
        const grow = warmUp(0.4, 4);
        const g = wave(make().x.shape);
        for (const [ball, size] of [
          [l2({ radius: grow, stepSize: 9 }), length],
          [linf({ radius: grow, stepSize: 9 }), largest],
        ] as const)
          for (const [index, radius] of [
            [0, 0],
            [1, 0.1],
            [4, 0.4],
          ] as const) {
            const site = make(index);
            const sizes = rows(move(ball, tf.zerosLike(site.x), g, site)).map(size);
            expect(Math.max(...sizes)).toBeLessThanOrEqual(radius * (1 + 1e-5) + 1e-7);
            if (!site.domain) expect(Math.min(...sizes)).toBeGreaterThan(radius * 0.99 - 1e-7);
          }
        const late = l2({ radius: 9, stepSize: warmUp(1, 2), start: warmUp(1, 2) });
        expect(largest(rows(late.start(make(0))).flat())).toBe(0);
        expect(largest(rows(late.start(make(2))).flat())).toBeGreaterThan(0.01);
      });
    });

    test.each(balls)('%s: the start follows from the key alone', (_, ball) => {
      tf.tidy(() => {
        const site = make();
        const same = make(3);
        const other = { ...make(), key: fold(site.key, 'other') };
        expect(rows(ball.start(same))).toEqual(rows(ball.start(site)));
        expect(rows(ball.start(other))).not.toEqual(rows(ball.start(site)));
      });
    });
  });

  test.each(balls)('%s: what lies on padding counts neither in a gradient nor in a δ', (_, ball) => {
    tf.tidy(() => {
      const site = sentences();
      const g = wave(site.x.shape);
      const onPadding = tf.mul(tf.sub(1, site.mask!), 1000);
      const delta = ball.start(site);
      close(rows(move(ball, delta, tf.add(g, onPadding), site)), rows(move(ball, delta, g, site)));
      close(rows(ball.project(tf.add(delta, onPadding), site)), rows(ball.project(delta, site)));
    });
  });

  test('the l2 start is uniform, start / √(real tokens · width) in each entry: its norm is about start / √3', () => {
    tf.tidy(() => {
      const examples = 60;
      const tokens = 8;
      const width = 16;
      const real = (row: number): number => 1 + (row % tokens);
      const mask = Float32Array.from({ length: examples * tokens }, (_, i) =>
        Number(i % tokens < real(Math.floor(i / tokens))),
      );
      const site = {
        ...sentences(),
        x: tf.zeros([examples, tokens, width]),
        mask: tf.tensor3d(mask, [examples, tokens, 1]),
      };
      const start = rows(l2({ radius: Infinity, stepSize: 1, start: 0.6 }).start(site));
      start.forEach((row, i) => expect(largest(row)).toBeLessThanOrEqual(0.6 / Math.sqrt(real(i) * width)));
      const norms = start.map(length);
      for (const norm of norms) expect(Math.abs(norm - 0.6 / Math.sqrt(3))).toBeLessThan(0.15);
      expect(Math.abs(norms.reduce((sum, norm) => sum + norm) / examples - 0.6 / Math.sqrt(3))).toBeLessThan(0.02);
      expect(start.flat().filter((value) => value < 0).length).toBeGreaterThan(100);
    });
  });

  test('l2 ascends by stepSize along the gradient over the whole example; linf by sign, or by g / max |g|', () => {
    tf.tidy(() => {
      const site = sentences();
      const g = tf.mul(wave(site.x.shape), site.mask!);
      const zero = tf.zerosLike(site.x);
      const options = { radius: Infinity, stepSize: 0.5 };
      const moved = (ball: Ball, where = site, gradient = g): number[][] =>
        rows(move(ball, tf.zerosLike(where.x), gradient, where));
      const expected = (f: (value: number, row: readonly number[]) => number): number[][] =>
        rows(g).map((row) => row.map((value) => 0.5 * f(value, row)));
      close(
        moved(l2(options)),
        expected((value, row) => value / length(row)),
      );
      close(
        moved(linf(options)),
        expected((value, row) => value / largest(row)),
      );
      close(moved(linf({ ...options, direction: 'sign' })), expected(Math.sign));
      const pixels = { ...images(), x: tf.fill([3, 4, 4, 1], 0.5) };
      const slope = wave([3, 4, 4, 1]);
      const signs = rows(slope).map((row) => row.map((value) => 0.1 * Math.sign(value)));
      close(moved(linf({ radius: 1, stepSize: 0.1 }), pixels, slope), signs);
      zero.dispose();
    });
  });

  test('the linf start is uniform in ±start: by default the radius for pixels, nothing for embeddings', () => {
    tf.tidy(() => {
      const pixels = { ...images(), x: tf.fill([3, 40, 40, 1], 0.5) };
      const values = rows(linf({ radius: 0.2, stepSize: 1 }).start(pixels)).flat();
      expect(largest(values)).toBeGreaterThan(0.19);
      expect(largest(values)).toBeLessThanOrEqual(0.2 + 1e-6);
      expect(values.filter((value) => value < 0).length / values.length).toBeCloseTo(0.5, 1);
      expect(largest(rows(linf({ radius: 0.2, stepSize: 1 }).start(sentences())).flat())).toBe(0);
      expect(largest(rows(linf({ radius: Infinity, stepSize: 1 }).start(pixels)).flat())).toBe(0);
    });
  });
});

function close(actual: number[][], expected: number[][]): void {
  actual.forEach((row, i) => row.forEach((value, k) => expect(value).toBeCloseTo(expected[i]![k]!, 5)));
  expect(actual.length).toBe(expected.length);
}
