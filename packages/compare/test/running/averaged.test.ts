import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { naturalEntry } from '@advtrain/core';
import type { Model, Plugin } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/index.ts';
import type { RunContext, RunEvent } from '../../src/index.ts';
import { averaged } from '../../src/run/averaged.ts';
import { Interrupted } from '../../src/run/interrupted.ts';
import { exampleMethod } from '../settings.ts';
import { tinyAttack, tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-averaged-'));

const one = async (change: Partial<RunContext>, method = exampleMethod('natural')) =>
  run(method, 1, {
    task: await tinyTask(),
    training: tinyTraining,
    attack: tinyAttack,
    key: 'averaged',
    checkpointSeconds: 0,
    record: join(folder, 'record.jsonl'),
    checkpoint: join(folder, 'checkpoint.safetensors'),
    ...change,
  });

/** A parameter's values. */
const weights = ({ params }: Pick<Model, 'params'>) => [...params['classifier.weight']!.dataSync()];

/** The parameters that a run is measured with. */
async function measuredWith(change: Partial<RunContext>, method = exampleMethod('natural')) {
  const seen: number[][] = [];
  const trained = (model: Model) => Promise.resolve(void seen.push(weights(model)));
  return { result: await one({ trained, ...change }, method), weights: seen[0]! };
}

/** What a moving average comes to, whose decay is at most that. */
function averageOf(first: readonly number[], after: readonly (readonly number[])[], most: number): readonly number[] {
  return after.reduce((average, now, n) => {
    const decay = Math.min(most, (1 + n) / (10 + n));
    return average.map((old, i) => decay * old + (1 - decay) * now[i]!);
  }, first);
}

describe('a moving average of the parameters', () => {
  beforeAll(() => engine());
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('is what a run is measured with, while training goes on as without it', async () => {
    let first: number[] = [];
    const after: number[][] = [];
    const looking = {
      ...naturalEntry,
      plugins: (...given: Parameters<typeof naturalEntry.plugins>) => {
        const { model } = given[1];
        first = weights(model);
        const look: Plugin = { name: 'look', afterStep: () => void after.push(weights(model)) };
        return [...naturalEntry.plugins(...given), look];
      },
    };
    const training = { ...tinyTraining, epochs: 4, learningRate: 0.1 };
    const plain = await measuredWith({ training }, { entry: looking, options: {} });
    expect(plain.weights).toEqual(after.at(-1));
    const { result, weights: found } = await measuredWith({ training: { ...training, ema: 0.25 } });
    expect(result.curve).toEqual(plain.result.curve);
    const expected = averageOf(first, after, 0.25);
    expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-6);
    expect(Math.max(...found.map((value, i) => Math.abs(value - plain.weights[i]!)))).toBeGreaterThan(1e-4);
  });

  test('goes on after an interruption with the very same numbers', async () => {
    const training = { ...tinyTraining, epochs: 4, ema: 0.9 };
    const whole = await measuredWith({ training });
    const aborted = new AbortController();
    const on = (event: RunEvent): void => {
      if (event.kind === 'step' && event.step === 3) aborted.abort();
    };
    await expect(one({ training, on, signal: aborted.signal })).rejects.toThrow(Interrupted);
    const { result, weights: found } = await measuredWith({ training });
    expect(found).toEqual(whole.weights);
    expect(result.epochCurve).toEqual(whole.result.epochCurve);
  });

  test('lends itself to the model for work alone, also where that fails, and leaves no tensor', async () => {
    const model = await (await tinyTask()).model(1);
    const before = tf.memory().numTensors;
    const average = averaged(model, 0.5);
    const begun = weights(model);
    model.params['classifier.weight']!.assign(tf.fill([2, 8], 3));
    expect(await average.during(() => Promise.resolve(weights(model)))).toEqual(begun);
    await expect(average.during(() => Promise.reject(new Error('the disk is full')))).rejects.toThrow(
      'the disk is full',
    );
    expect(weights(model)).toEqual(Array.from(begun, () => 3));
    average.take();
    expect(weights(model)).toEqual(begun);
    average.plugin.dispose?.();
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 1);
    model.dispose();
  });
});
