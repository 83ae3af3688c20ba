import type { Model } from '@advtrain/core';
import { defaultsOf } from '@advtrain/core';
import { onBackends, tinyModel } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { absoluteBall, ballFor, ballOptions, l2, linf, move, perExample, perToken } from '../../src/index.ts';
import type { Ball } from '../../src/index.ts';
import { images, length, rows, sentences, wave } from './sites.ts';

const lengths = { example: 8, token: 4, entry: 2 };
const shares = { stepSize: '25%', start: '12.5%', radius: '50%' } as const;

/** Where a ball starts, and where a move from there ends. */
function pathOf(ball: Ball, site = sentences()): number[][][] {
  return tf.tidy(() => {
    const start = ball.start(site);
    return [rows(start), rows(move(ball, start, wave(site.x.shape), site))];
  });
}

onBackends(['cpu'], () => {
  const withModel = <T>(kind: 'text' | 'image', use: (model: Model) => T): T => {
    const model = tinyModel(kind);
    try {
      return use(model);
    } finally {
      model.dispose();
    }
  };

  test('shares are of the median length of an example around embeddings', () => {
    const found = withModel('text', (model) => pathOf(ballFor({ model, lengths }, shares)));
    expect(found).toEqual(pathOf(l2({ stepSize: 2, start: 1, radius: 4 })));
  });

  test('shares are of the median length of a token where sizes are those of tokens', () => {
    const found = withModel('text', (model) => pathOf(ballFor({ model, lengths }, { ...shares, per: 'token' })));
    expect(found).toEqual(pathOf(l2({ stepSize: 1, start: 0.5, radius: 2, per: 'token' })));
  });

  test('shares are of the range of pixels, for which a model alone will do', () => {
    const expected = pathOf(linf({ stepSize: 0.25, start: 0.125, radius: 0.5 }), images());
    withModel('image', (model) => {
      expect(pathOf(ballFor(model, shares), images())).toEqual(expected);
      expect(pathOf(ballFor({ model, lengths }, shares), images())).toEqual(expected);
    });
  });

  test('numbers need no lengths, and none is no projection', () => {
    const found = withModel('text', (model) => pathOf(ballFor(model, { stepSize: 9, start: 1, radius: 'none' })));
    expect(found).toEqual(pathOf(l2({ stepSize: 9, start: 1, radius: Infinity })));
  });

  test('shares of embeddings are refused for a model alone, in a sentence', () => {
    withModel('text', (model) => {
      expect(() => ballFor(model, shares)).toThrow(/^stepSize is 25%, a share .* give the subject its lengths/);
    });
  });

  test('the defaults are as mild for pixels as those of CIFAR-10: about 8, 2 and 1 of 255 grey levels', () => {
    const { radius, stepSize, start } = withModel('image', (model) => absoluteBall(model, defaultsOf(ballOptions)));
    expect(Number(radius) * 255).toBeCloseTo(8, 0);
    expect(stepSize * 255).toBeCloseTo(2, 0);
    expect(start * 255).toBeCloseTo(1, 0);
  });

  test('a ball of tokens lies in that of examples that its length becomes, and touches it', () => {
    const radius = 0.2;
    const tokens = l2({ radius, stepSize: 9, per: 'token' });
    const [, ends] = pathOf(tokens);
    // Sentences of 5, 3 and 1 tokens.
    for (const [i, count] of [5, 3, 1].entries()) expect(length(ends![i]!)).toBeCloseTo(perExample(radius, count), 5);
  });

  test('lengths of examples and of tokens are turned into one another', () => {
    expect(perExample(0.5, 16)).toBe(2);
    expect(perToken(2, 16)).toBe(0.5);
    expect(() => perExample(-1, 4)).toThrow('length is -1, but must be at least 0.');
    expect(() => perToken(1, 0)).toThrow('tokens is 0, but must be a whole number, at least 1.');
  });
});
