import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineMethod, natural } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configured, Interrupted, run } from '../../src/index.ts';
import type { RunContext, RunEvent, RunResult } from '../../src/index.ts';
import { readSealed, writeSealed } from '../../src/run/kept/sealed.ts';
import { exampleMethod } from '../settings.ts';
import { tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-kept-'));
const checkpoint = join(folder, 'checkpoint.safetensors');
const path = join(folder, 'best.safetensors');
const training = { ...tinyTraining, epochs: 4 };

/** Natural training that turns a parameter into NaN after a step. */
const breaking = (after: number) =>
  configured([
    defineMethod({
      ...exampleMethod('natural').entry,
      name: 'breaking',
      title: 'Breaking',
      plugins: (_, { model }) => [
        natural(),
        {
          name: 'breaks',
          afterStep: ({ index }) => {
            const bias = model.params['classifier.bias']!;
            if (index + 1 === after) bias.assign(tf.fill(bias.shape, NaN));
          },
        },
      ],
    }),
  ])[0]!;

const one = async (change: Partial<RunContext> = {}, method = exampleMethod('natural')) =>
  run(method, 1, {
    task: await tinyTask(),
    training,
    key: 'a run',
    checkpointSeconds: 0,
    record: join(folder, 'record.jsonl'),
    checkpoint,
    best: { path },
    ...change,
  });

/** A run that is stopped after so many steps. */
const cut = async (after: number, change: Partial<RunContext> = {}) => {
  const aborted = new AbortController();
  const on = (event: RunEvent): void => {
    if (event.kind === 'step' && event.step === after) aborted.abort();
  };
  await expect(one({ on, signal: aborted.signal, ...change })).rejects.toThrow(Interrupted);
};

/** The rest of a run, and what it says. */
const rest = async () => {
  const notes: string[] = [];
  const steps: number[] = [];
  const on = (event: RunEvent): void => {
    if (event.kind === 'note') notes.push(event.text);
    if (event.kind === 'step') steps.push(event.step);
  };
  return { result: await one({ on }), notes, first: steps[0] };
};

const numbers = ({ seconds: _s, peakBytes: _p, execution: _e, ...others }: RunResult) => others;

/** Changes a file by one bit near its end, where numbers are. */
const damage = (file: string) => {
  const bytes = readFileSync(file);
  bytes[bytes.length - 10]! ^= 1;
  writeFileSync(file, bytes);
};

const shorten = (file: string) => {
  writeFileSync(file, readFileSync(file).subarray(0, 5000));
};

beforeAll(() => engine());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('what a run has kept', () => {
  let whole: RunResult;

  beforeAll(async () => {
    whole = await one();
  });

  test('is gone on from where it is whole', async () => {
    await cut(5);
    const { result, notes, first } = await rest();
    expect([first, notes]).toEqual([6, []]);
    expect(numbers(result)).toEqual(numbers(whole));
  });

  test.each([
    ['one bit has changed', damage, 'its checksum is not that of what it holds'],
    ['it is cut short', shorten, 'it is cut short'],
  ])(
    'has a newest checkpoint of which %s: the one before is gone on from, which is said',
    async (_, change, reason) => {
      await cut(3);
      await cut(6, { checkpointSeconds: Infinity });
      change(checkpoint);
      const { result, notes, first } = await rest();
      expect(first).toBe(4);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toContain(
        `The checkpoint ${checkpoint} cannot be gone on from, so it is deleted, and the run goes on from the one before it, after step 3.`,
      );
      expect(notes[0]).toContain(reason);
      expect(numbers(result)).toEqual(numbers(whole));
    },
  );

  test('is two damaged checkpoints: the run begins anew, which is said, and comes to the same', async () => {
    await cut(5);
    damage(checkpoint);
    shorten(`${checkpoint}.before`);
    const { result, notes, first } = await rest();
    expect(first).toBe(1);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/and the run begins anew\..* its checksum is not that.* it is cut short/);
    expect(numbers(result)).toEqual(numbers(whole));
  });

  test('is best parameters, of which one of two files may be damaged', async () => {
    for (const file of [path, `${path}.copy`]) {
      await cut(5);
      damage(file);
      const { result, notes, first } = await rest();
      expect([first, notes]).toEqual([6, []]);
      expect(numbers(result)).toEqual(numbers(whole));
    }
  });

  test('begins anew where both are, which is said', async () => {
    await cut(5);
    damage(path);
    damage(`${path}.copy`);
    const { result, notes, first } = await rest();
    expect(first).toBe(1);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(`${path} is damaged`);
    expect(numbers(result)).toEqual(numbers(whole));
  });

  test('is nothing any more at the end', async () => {
    await cut(5);
    expect(readdirSync(folder).sort()).toEqual([
      'best.safetensors',
      'best.safetensors.copy',
      'checkpoint.safetensors',
      'checkpoint.safetensors.before',
      'record.jsonl',
    ]);
    await rest();
    expect(readdirSync(folder)).toEqual(['record.jsonl']);
  });

  test('is the last step where the best parameters are damaged before they are saved, which is said', async () => {
    const notes: string[] = [];
    const on = (event: RunEvent): void => {
      if (event.kind === 'evaluation' && event.step === 6) [path, `${path}.copy`].forEach(damage);
      if (event.kind === 'note') notes.push(event.text);
    };
    const { status, best } = await one({ on });
    expect([status, best]).toEqual(['finished', undefined]);
    expect(notes).toEqual([
      `The best evaluation, after step 2, is lost, and the last step is kept instead: ${path} is damaged: its checksum is not that of what it holds.`,
    ]);
  });

  test('is a checkpoint of another version, which is named', async () => {
    await cut(5);
    const { metadata } = await readSealed(checkpoint);
    for (const file of [checkpoint, `${checkpoint}.before`]) {
      await writeSealed(file, () => ({ tensors: {}, metadata: { ...metadata, version: '1' } }));
    }
    const { notes, first } = await rest();
    expect(first).toBe(1);
    expect(notes[0]).toMatch(
      /checkpoint\.safetensors cannot be gone on from.* The checkpoint has version 1, but this is \d/,
    );
  });
});

describe('a run that diverges', () => {
  test('ends with the best evaluation from before, and says that it diverged', async () => {
    const saved: number[] = [];
    const trained: RunContext['trained'] = (model) => {
      saved.push(...model.params['classifier.bias']!.dataSync<'float32'>());
      return Promise.resolve();
    };
    const result = await one({ trained }, breaking(5));
    expect(result).toMatchObject({ status: 'diverged', steps: 6, best: { step: 2 } });
    expect(result.failure).toMatch(/^The loss of step 6 is NaN/);
    expect(result.accuracy['development']).toBe(result.best!.development);
    expect(result.epochCurve.map(({ step }) => step)).toEqual([2, 4]);
    expect(saved.every(Number.isFinite)).toBe(true);
    expect(existsSync(path)).toBe(false);
  });

  test('before any evaluation saves nothing', async () => {
    let saved = 0;
    const trained = () => Promise.resolve(void saved++);
    const result = await one({ trained }, breaking(1));
    expect(result).toMatchObject({ status: 'diverged', accuracy: {}, epochCurve: [] });
    expect([result.best, saved]).toEqual([undefined, 0]);
  });

  test('is one whose parameters are no numbers after the last step, though every loss was one', async () => {
    const once = { ...training, epochs: 1 };
    const result = await one({ training: once }, breaking(2));
    expect(result).toMatchObject({ status: 'diverged', steps: 2, accuracy: {}, predicted: [] });
    expect(result.failure).toMatch(/^After step 2 not all parameters are numbers: "classifier\.bias" has others\./);
    expect(result.warnings).toEqual([expect.objectContaining({ kind: 'not-finite', step: 2 })]);
  });
});

test('evaluations are never before the first step, nor twice after one', async () => {
  const { epochCurve, best } = await one({ training: { ...training, steps: 2, epochs: 5 } });
  expect(epochCurve.map(({ step }) => step)).toEqual([1, 2]);
  expect(best!.step).toBeGreaterThan(0);
});
