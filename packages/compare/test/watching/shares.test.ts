import '@tensorflow/tfjs-backend-cpu';
import { optionsOf } from '@advtrain/core';
import { pgdEntry } from '@advtrain/pgd';
import { describe, expect, test } from 'vitest';
import { guardOf } from '../../src/run/watch/guard-of.ts';
import { smaller } from '../../src/run/watch/smaller.ts';
import { lengthsOf } from '../../src/task/lengths.ts';
import { tinyTask, tinyTraining } from '../tiny-task.ts';

describe('sizes that are shares of ‖x‖', () => {
  test('are halved as numbers are, and what is 0 or no size stays', () => {
    const options = { steps: 3, radius: '3%', stepSize: 0.5, start: 0 };
    expect(smaller({ options, learningRate: 1 }, 2)).toEqual({
      options: { steps: 3, radius: '0.75%', stepSize: 0.125, start: 0 },
      learningRate: 1,
    });
  });

  test.each([
    ['3%', 0.03],
    ['none', undefined],
  ] as const)('are attacked while training as the length that they are: %s', async (radius, share) => {
    const task = await tinyTask();
    const model = await task.model(1);
    const lengths = await lengthsOf(task);
    const { watching } = guardOf({
      method: { entry: pgdEntry, options: optionsOf(pgdEntry, { radius }) },
      seed: 1,
      model,
      lengths,
      plan: { steps: 4, begin: 0, unitsPerStep: 9, naturalUnits: 3 },
      task,
      training: tinyTraining,
      replays: 1,
      onWarning: () => undefined,
    });
    model.dispose();
    if (share === undefined) expect(watching).not.toHaveProperty('ball');
    else expect(watching.ball?.radius(1)).toBeCloseTo(share * lengths.example, 12);
  });
});
