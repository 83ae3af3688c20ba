import { at } from '@advtrain/core';
import { describe, expect, it } from 'vitest';
import { scheduleOf } from '../src/optimizer.ts';
import { tinySettings } from './tiny-task.ts';

const rates = (change: object, steps: number) => {
  const schedule = scheduleOf({ ...tinySettings(), learningRate: 1, warmup: 0, ...change }, steps);
  return Array.from({ length: steps }, (_, step) => Number(at(schedule, step).toFixed(6)));
};

describe('the learning rate', () => {
  it('falls linearly to 0 after the warm-up', () => {
    expect(rates({ warmup: 0.5 }, 4)).toEqual([0, 0.5, 1, 0.5]);
  });

  it('falls tenfold at each drop instead, where there are some', () => {
    expect(rates({ drops: [0.5, 0.75] }, 8)).toEqual([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01]);
    expect(rates({ drops: [0.5], warmup: 0.25 }, 8)).toEqual([0, 0.5, 1, 1, 0.1, 0.1, 0.1, 0.1]);
  });
});
