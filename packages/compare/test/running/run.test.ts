import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineMethod, natural, naturalEntry, type Model } from '@advtrain/core';
import { configured, measureModel, run } from '../../src/index.ts';
import type { Measured, RunContext, RunEvent } from '../../src/index.ts';
import { Interrupted } from '../../src/run/interrupted.ts';
import { exampleMethod } from '../settings.ts';
import { tinyAttack, tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-run-'));

/** A run that is put away after every step. */
const one = async (name: string, change: Partial<RunContext> = {}, method = exampleMethod(name)) =>
  run(method, 1, {
    task: await tinyTask(),
    training: tinyTraining,
    attack: tinyAttack,
    key: name,
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

  test('has of its model what measureModel has of it, and leaves no tensor for that', async () => {
    const task = await tinyTask();
    const asked = { ...tinyTraining, methods: [naturalEntry], task, attack: tinyAttack };
    const apart: Measured[] = [];
    const trained = async (model: Model): Promise<void> => {
      apart.push(await measureModel(model, asked, { title: 'apart' }));
      const before = tf.memory().numTensors;
      apart.push(await measureModel(model, asked, { title: 'apart' }));
      expect(tf.memory().numTensors).toBe(before);
    };
    const result = await one('natural', { task, trained });
    expect(apart[0]!.lostAt!.length).toBeGreaterThan(0);
    expect(result).toMatchObject(apart[0]!);
    expect(apart[1]).toEqual(apart[0]);
  });

  test('ends with the parameters of its best evaluation where those are kept, and leaves no file of them', async () => {
    const training = { ...tinyTraining, epochs: 12, learningRate: 0.18 };
    const path = join(folder, 'best.safetensors');
    const result = await one('natural', { training, best: { path } });
    const values = result.epochCurve.map(({ development }) => development);
    const best = Math.max(...values);
    // Else this shows nothing: the last evaluation must be worse.
    expect(values.at(-1)).toBeLessThan(best);
    expect(result.accuracy['development']).toBe(best);
    expect(result.best).toEqual({ step: 2 * (values.indexOf(best) + 1), development: best });
    expect(existsSync(path)).toBe(false);
  });

  test('attacks examples of which it keeps at what radius each is lost, beginning with the accuracy of the set', async () => {
    const attack = { steps: 2, radii: [0.01, 30], headline: 30, examples: 16 };
    const { accuracy, robust, lostAt = [] } = await one('natural', { attack });
    expect(robust[0]).toEqual({ radius: 0, accuracy: accuracy['development'] });
    expect(lostAt).toHaveLength(16);
    const held = (radius: number) => lostAt.filter((lost) => lost === null || lost > radius).length / 16;
    expect(robust).toEqual([0, 0.01, 30].map((radius) => ({ radius, accuracy: held(radius) })));
    expect(new Set(lostAt).size).toBeGreaterThan(1);
  });

  test('says at the end of its record how steps ran, for each part of a run that was cut off', async () => {
    const aborted = new AbortController();
    const on = (): void => {
      aborted.abort();
    };
    await expect(one('natural', { on, signal: aborted.signal })).rejects.toThrow(Interrupted);
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

  test('takes several batches a step where they are accumulated, which costs as much', async () => {
    const steps = async (more: object) => one('freelb', { training: { ...tinyTraining, batchSize: 4, ...more } });
    const plain = await steps({});
    const accumulated = await steps({ accumulate: 4 });
    expect([plain.steps, accumulated.steps]).toEqual([8, 2]);
    expect(accumulated.epochs).toBe(plain.epochs);
    expect(accumulated.units).toEqual(plain.units);
  });

  test('that accumulates goes on after an interruption with the very same numbers', async () => {
    const training = { ...tinyTraining, batchSize: 3, epochs: 4, accumulate: 2 };
    const whole = await one('freeat', { training });
    const aborted = new AbortController();
    const on = (event: RunEvent): void => {
      if (event.kind === 'step' && event.step === 3) aborted.abort();
    };
    await expect(one('freeat', { training, on, signal: aborted.signal })).rejects.toThrow(Interrupted);
    expect((await one('freeat', { training })).curve).toEqual(whole.curve);
  });

  test('tells of every step and every evaluation, and of what is measured in the end', async () => {
    const events: RunEvent[] = [];
    await one('natural', { checkpointSeconds: 3600, on: (event) => events.push(event) });
    const measuring = new Set(['measure', 'attack']);
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => !measuring.has(kind))).toEqual(['step', 'step', 'evaluation', 'step', 'step']);
    expect(new Set(kinds.slice(kinds.lastIndexOf('step') + 1))).toEqual(measuring);
    expect(events[0]).toMatchObject({ method: 'natural', title: 'natural', seed: 1, step: 1, steps: 4, units: 3 });
  });

  test('says where a method costs another sum than its entry states, and is finished all the same', async () => {
    const wrong = defineMethod({
      ...exampleMethod('natural').entry,
      name: 'cheap',
      title: 'Cheap',
      units: () => 2,
      plugins: () => [natural()],
    });
    const events: RunEvent[] = [];
    const result = await one('cheap', { on: (event) => events.push(event) }, configured([wrong])[0]);
    expect(result.status).toBe('finished');
    expect(result.units).toEqual({ predicted: 8, counted: 12 });
    expect(events.at(-1)).toEqual({
      kind: 'note',
      isWrong: true,
      text: expect.stringMatching(
        /^Cheap says that a step costs 2 units, but 3 were counted \(8 and 12 in all\)/,
      ) as string,
    });
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
