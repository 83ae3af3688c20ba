import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adamw, clip, linearDecay, naturalEntry, Trainer } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { freeatEntry } from '@advtrain/freeat';
import { freelbEntry } from '@advtrain/freelb';
import { pgdEntry } from '@advtrain/pgd';
import { yopoEntry } from '@advtrain/yopo';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configured, Interrupted, run } from '../../src/index.ts';
import type { MethodOptions, RunContext, RunEvent, RunResult, TrainingSettings, Warning } from '../../src/index.ts';
import { learnableTask, learnableTraining, rareRow, rareWord } from './learnable-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-failures-'));
const record = join(folder, 'record.jsonl');
const entries = [naturalEntry, pgdEntry, freeatEntry, yopoEntry, freelbEntry];

/** A ball whose moves are half its radius. */
const ball = (radius: number) => ({ radius, stepSize: radius / 2, start: radius / 2 });

const one = async (
  name: string,
  options: MethodOptions = {},
  training: Partial<TrainingSettings> = {},
  change: Partial<RunContext> = {},
): Promise<RunResult> => {
  const entry = entries.find((each) => each.name === name)!;
  return run(configured([entry], { [name]: options })[0]!, 1, {
    task: await learnableTask(),
    training: { ...learnableTraining, ...training },
    key: 'a run',
    checkpointSeconds: 1000,
    record,
    checkpoint: join(folder, 'checkpoint.safetensors'),
    ...change,
  });
};

const linesOf = () =>
  readFileSync(record, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** What of a result no clock says. */
const numbers = ({ seconds: _s, peakBytes: _p, execution: _e, attempts, ...rest }: RunResult) => ({
  ...rest,
  attempts: attempts?.map(({ seconds: _, ...attempt }) => attempt),
});

beforeAll(() => engine());

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a run that learns', () => {
  test.each([
    ['natural', {}],
    ['pgd', ball(0.05)],
    ['freeat', ball(0.05)],
    ['yopo', ball(0.05)],
    ['freelb', ball(0.05)],
  ])('with %s says nothing of failures', async (name, options) => {
    const result = await one(name, options);
    expect(result.accuracy['development']).toBeGreaterThan(0.95);
    expect(result.warnings).toBeUndefined();
    expect(linesOf().filter(({ warning }) => warning)).toEqual([]);
  });

  test('takes the very steps that a Trainer takes which nobody watches, and its record has the norms', async () => {
    const task = await learnableTask();
    const { steps } = await one('natural', {}, {}, { task });
    const watched = linesOf().flatMap(({ step, loss }) => (step === undefined || loss === undefined ? [] : [loss]));
    const model = await task.model(1);
    const total = steps;
    const learningRate = linearDecay({ peak: learnableTraining.learningRate, total, warmup: Math.round(0.1 * total) });
    const optimizer = clip(1, adamw({ learningRate, weightDecay: 0.01 }));
    const trainer = new Trainer({ model, optimizer, seed: 1 });
    const losses: number[] = [];
    for (const result of trainer.fit(task.train.feed({ batchSize: 16, seed: 1, used: 0 }).batches)) {
      losses.push(result.losses()[0]!);
      if (losses.length === total) break;
    }
    trainer.dispose();
    optimizer.dispose();
    model.dispose();
    expect(watched).toEqual(losses);
    expect(linesOf().filter(({ norm }) => typeof norm === 'number' && norm > 0)).toHaveLength(total);
  });
});

describe('a run that fails', () => {
  test('by collapse is marked and goes on where it is only to be warned of, and a smaller ball removes the failure', async () => {
    const events: RunEvent[] = [];
    const result = await one('pgd', ball(1), {}, { on: (event) => events.push(event) });
    // What was over again before the end is marked so in the result, but was said as it was seen.
    const [{ until: _until, ...first }] = result.warnings!.slice(0, 1) as [Warning];
    expect(first.sentence).toMatch(
      /^It answers “(dull|lively)” to \d+ training examples of which \d+\.\d % are something else\.$|^Its loss is 0\.69/,
    );
    expect(first.step).toBeGreaterThanOrEqual(result.steps / 2);
    expect(result).toMatchObject({ status: 'finished', steps: 80 });
    expect(result.accuracy['development']).toBeLessThan(0.6);
    expect(events.find(({ kind }) => kind === 'warning')).toMatchObject({
      method: 'pgd',
      seed: 1,
      warning: first,
    });
    expect(linesOf().find(({ warning }) => warning)).toEqual({ warning: first });
    expect(first.advice).toContain('make the radius, step size and start of the method smaller');
  });

  test('is ended where it is to be stopped, and measured as it was then', async () => {
    const result = await one('pgd', ball(1), { onFailure: 'stop' });
    expect(result.status).toBe('stopped');
    expect(result.steps).toBe(result.warnings?.[0]?.step);
    expect(result.steps).toBeLessThan(80);
    expect(result.failure).toBe(`${result.warnings![0]!.sentence} ${result.warnings![0]!.advice}`);
    expect(result.accuracy['development']).toBeLessThan(0.6);
    expect(result.units.counted).toBe(9 * result.steps);
  });

  test('is begun anew with half the sizes until it learns, and every attempt counts', async () => {
    const events: RunEvent[] = [];
    const result = await one('pgd', ball(0.2), { onFailure: 'restart-smaller' }, { on: (event) => events.push(event) });
    const { attempts = [], units, steps, options } = result;
    expect(result.status).toBe('finished');
    expect(result.accuracy['development']).toBeGreaterThan(0.95);
    expect(result.warnings).toBeUndefined();
    expect(attempts.length).toBeGreaterThanOrEqual(1);
    expect(options).toEqual({ steps: 3, ...ball(0.2 / 2 ** attempts.length) });
    expect(attempts[0]).toMatchObject({ options: { radius: 0.2 }, learningRate: 5e-3 });
    expect(result.learningRate).toBe(5e-3);
    const all = attempts.reduce((sum, attempt) => sum + attempt.steps, steps);
    expect(units).toEqual({ predicted: 9 * all, counted: 9 * all });
    expect(attempts.map(({ units: spent, steps: taken }) => spent / taken)).toEqual(attempts.map(() => 9));
    expect(result.curve[0]!.units).toBeGreaterThan(9 * (all - steps));
    const restarts = events.filter(({ kind }) => kind === 'restart');
    expect(restarts[0]).toMatchObject({ place: 2, sizes: 'steps 3, stepSize 0.05, start 0.05, radius 0.1' });
    expect(restarts).toHaveLength(attempts.length);
    const lines = linesOf();
    expect(lines.filter(({ step }) => step === 1)).toHaveLength(attempts.length + 1);
    expect(lines.filter(({ attempt }) => attempt !== undefined)).toHaveLength(attempts.length);
  });

  test('and is begun anew goes on after an interruption with the very same numbers', async () => {
    const training = { onFailure: 'restart-smaller' } as const;
    const whole = await one('pgd', ball(0.2), training);
    const before = linesOf()
      .filter(({ step }) => step !== undefined)
      .map(({ step, loss }) => [step, loss]);
    const aborted = new AbortController();
    let restarted = false;
    const on = (event: RunEvent): void => {
      restarted ||= event.kind === 'restart';
      if (restarted && event.kind === 'step' && event.step === 7) aborted.abort();
    };
    await expect(one('pgd', ball(0.2), training, { on, signal: aborted.signal })).rejects.toThrow(Interrupted);
    expect(numbers(await one('pgd', ball(0.2), training))).toEqual(numbers(whole));
    expect(
      linesOf()
        .filter(({ step }) => step !== undefined)
        .map(({ step, loss }) => [step, loss]),
    ).toEqual(before);
    expect(existsSync(join(folder, 'checkpoint.safetensors.attempts'))).toBe(false);
  });

  test('four times is given up, and its last sizes are an eighth', async () => {
    const result = await one('pgd', ball(64), { onFailure: 'restart-smaller' });
    expect(result.status).toBe('stopped');
    expect(result.attempts).toHaveLength(3);
    expect(result.options['radius']).toBe(8);
  });

  test('without a ball learns with a learning rate that is lower, or higher where it was tiny', async () => {
    const high = await one('natural', {}, { learningRate: 0.2 });
    expect(high.warnings?.length).toBeGreaterThan(0);
    expect(high.warnings![0]!.advice).toContain('--learning-rate');
    const low = await one('natural', {}, { learningRate: 1e-7 });
    expect(low.warnings?.map(({ kind }) => kind).join()).toMatch(/chance-loss|collapse/);
    for (const learningRate of [0.02, 1e-3]) {
      const healed = await one('natural', {}, { learningRate });
      expect(healed.accuracy['development']).toBeGreaterThan(0.95);
      expect(healed.warnings).toBeUndefined();
    }
    const again = await one('natural', {}, { learningRate: 0.08, onFailure: 'restart-smaller' });
    expect(again.accuracy['development']).toBeGreaterThan(0.95);
  });

  test('by exploding gradients says so, and does not with a learning rate that is lower', async () => {
    const sgd = { optimizer: 'sgd', clipNorm: 0 } as const;
    // Which of the signs of far too high a rate comes first depends on how a machine rounds.
    let first: Warning | undefined;
    for (const learningRate of [5, 10, 20, 50, 100, 200, 500]) {
      [first] = (await one('natural', {}, { ...sgd, learningRate })).warnings ?? [];
      if (first?.kind === 'exploding-gradients') break;
    }
    expect(first).toMatchObject({
      kind: 'exploding-gradients',
      sentence: expect.stringMatching(
        /^The gradient's norm was [\d.]+ at step \d+, \d+(\.\d+)? times what it usually was\.$/,
      ) as string,
      advice: 'Lower --learning-rate.',
    });
    const healed = await one('natural', {}, { ...sgd, learningRate: 0.2 });
    expect(healed.warnings).toBeUndefined();
    expect(healed.accuracy['development']).toBeGreaterThan(0.95);
  });
});

describe('a loss that is no number', () => {
  /** The embedding of the rare word is no number. */
  const spoil = (params: Record<string, tf.Tensor>) =>
    Object.fromEntries(
      Object.entries(params).map(([name, tensor]) => {
        if (!name.endsWith('word_embeddings.weight')) return [name, tensor.clone()];
        const values = tensor.dataSync().slice();
        values[rareWord * tensor.shape[1]!] = Number.NaN;
        return [name, tf.tensor(values, tensor.shape)];
      }),
    );

  test.each(['natural', 'pgd', 'freelb', 'freeat', 'yopo'])(
    'is put down to the example that made it, in %s',
    async (name) => {
      const task = await learnableTask(128, spoil);
      const result = await one(name, name === 'natural' ? {} : ball(0.05), {}, { task });
      expect(result.status).toBe('diverged');
      expect(result.warnings).toMatchObject([
        { kind: 'not-finite', advice: 'Mend these examples, or leave them out.' },
      ]);
      const text = task.example!(rareRow)!;
      expect(text).toContain(` ${rareWord}`);
      expect(result.failure).toMatch(
        new RegExp(
          `^The loss of step \\d+ is NaN, for training example ${rareRow} \\(“${text}”\\), row \\d+ of its batch, alone has logits that are no numbers\\. Mend`,
        ),
      );
    },
  );

  test('is named by its place in an accumulated step', async () => {
    const task = await learnableTask(128, spoil);
    const { failure } = await one('natural', {}, { batchSize: 8, accumulate: 2 }, { task });
    expect(failure).toMatch(
      new RegExp(`training example ${rareRow} \\(“.*”\\), row \\d of batch [01] of the step, alone`),
    );
  });

  test('is put down to the parameters where all examples have none, and a lower learning rate removes it', async () => {
    const { status, failure } = await one('natural', {}, { learningRate: 1e30 });
    expect(status).toBe('diverged');
    expect(failure).toMatch(/^The (loss|gradient) of step \d+ is NaN.* Lower --learning-rate\.$/);
    expect((await one('natural')).status).toBe('finished');
  });

  test('is begun anew as well, and four times where nothing helps', async () => {
    const task = await learnableTask(128, spoil);
    const { status, attempts, units } = await one('natural', {}, { onFailure: 'restart-smaller' }, { task });
    expect(status).toBe('diverged');
    expect(attempts).toHaveLength(3);
    expect(units.counted).toBe(units.predicted);
  });
});
