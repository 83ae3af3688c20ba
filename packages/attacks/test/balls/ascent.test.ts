import { onBackends } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { ascend, l2, move } from '../../src/index.ts';
import { rows, sentences } from './sites.ts';

const ball = l2({ radius: 10, stepSize: 1, start: 0.3 });

onBackends(['native', 'wasm'], () => {
  test('takes as many gradients as steps, each where it stands, and none at the end', () => {
    tf.tidy(() => {
      const seen: number[][][] = [];
      const site = sentences();
      const gradient = (delta: tf.Tensor): tf.Tensor => {
        seen.push(rows(delta));
        return tf.mul(tf.add(delta, 1), site.mask!);
      };
      const end = rows(ascend({ ...site, gradient }, { ball, steps: 3 }));
      expect(seen).toHaveLength(3);
      expect(seen[0]).toEqual(rows(ball.start(site)));
      expect(new Set([...seen, end].map((each) => JSON.stringify(each))).size).toBe(4);
      let delta = ball.start(site);
      for (let m = 0; m < 3; m++) delta = move(ball, delta, gradient(delta), site);
      expect(end).toEqual(rows(delta));
    });
  });

  test('without steps it is the start: random, or clean where asked', () => {
    tf.tidy(() => {
      const site = sentences();
      expect(rows(ascend(site, { ball, steps: 0 }))).toEqual(rows(ball.start(site)));
      expect(
        rows(ascend(site, { ball, steps: 0, start: 'clean' }))
          .flat()
          .every((value) => value === 0),
      ).toBe(true);
    });
  });

  test('refuses steps that cannot be counted', () => {
    for (const steps of [-1, 1.5, NaN])
      expect(() => ascend(sentences(), { ball, steps })).toThrow(
        `steps is ${steps}, but must be a whole number, at least 0.`,
      );
  });
});
