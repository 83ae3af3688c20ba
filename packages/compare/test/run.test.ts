import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MethodName } from '../src/index.ts';
import { run } from '../src/run/run.ts';
import type { RunContext } from '../src/run/run.ts';
import { tinySettings, tinyTask } from './tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-run-'));
const live = { progress: () => undefined, note: () => undefined };

/** A run that is put away after every step. */
const one = (method: MethodName, change: Partial<RunContext> = {}) =>
  run(method, 1, {
    task: tinyTask(),
    settings: tinySettings(),
    live,
    key: method,
    checkpointSeconds: 0,
    record: join(folder, 'record.jsonl'),
    checkpoint: join(folder, 'checkpoint.safetensors'),
    ...change,
  });

describe('a run', () => {
  beforeAll(() => engine());
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('ends with the parameters of its best evaluation where those are kept, and leaves no file of them', async () => {
    const settings = { ...tinySettings(), epochs: 12, learningRate: 0.1 };
    const path = join(folder, 'best.safetensors');
    const result = await one('natural', { settings, best: { path } });
    const values = result.epochCurve.map(({ development }) => development);
    const best = Math.max(...values);
    // Else this shows nothing: the last evaluation must be worse.
    expect(values.at(-1)).toBeLessThan(best);
    expect(result.accuracy['development']).toBe(best);
    expect(result.best).toEqual({ step: 2 * (values.indexOf(best) + 1), development: best });
    expect(existsSync(path)).toBe(false);
  });

  test('says at the end of its record how steps ran, for each part of a run that was cut off', async () => {
    const aborted = new AbortController();
    const progress = (): void => aborted.abort();
    await expect(one('natural', { live: { ...live, progress }, signal: aborted.signal })).rejects.toThrow();
    const { execution, steps } = await one('natural');
    const lines = readFileSync(join(folder, 'record.jsonl'), 'utf8').trimEnd().split('\n');
    const parts = lines.flatMap((line) => {
      const entry = JSON.parse(line) as { step?: number; execution?: unknown };
      return entry.execution || entry.step !== undefined ? [entry.execution ?? entry.step] : [];
    });
    expect(parts[1]).toMatchObject({ how: execution?.how });
    expect(parts.at(-1)).toEqual(execution);
    expect(parts.filter((part) => typeof part === 'number').at(-1)).toBe(steps);
    expect(parts.filter((part) => typeof part === 'object')).toHaveLength(2);
  });

  test('says how often it has seen the data, of which replays of a batch leave some out', async () => {
    expect((await one('natural')).epochs).toBe(2);
    expect((await one('freeat')).epochs).toBeCloseTo(2 / 3);
  });

  test('leaves no tensor behind, so that the next run reports a peak of its own', async () => {
    const methods = ['natural', 'freelb', 'freeat'] as const;
    // What is left of these are the scalars that never change, which the engine makes once.
    const first = [];
    for (const method of methods) first.push(await one(method));
    const { numTensors, numBytes } = tf.memory();
    for (const [index, method] of methods.entries()) {
      const { peakBytes } = await one(method);
      expect(tf.memory()).toMatchObject({ numTensors, numBytes });
      expect(Math.abs(peakBytes - (first[index]?.peakBytes ?? 0))).toBeLessThan(1000);
    }
  });
});
