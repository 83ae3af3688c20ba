import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { around, naturalEntry, variant } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { freelbEntry } from '@advtrain/freelb';
import { pgdEntry } from '@advtrain/pgd';
import { onBackends, tinyModel } from '@advtrain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowanceOf, compare, Interrupted, planOf, unitsAfter, UsageError } from '../../src/index.ts';
import type { Allowance, CompareEvent, CompareOptions } from '../../src/index.ts';
import { perStep } from '../../src/budget/pace.ts';
import { exampleMethod, exampleMethods } from '../settings.ts';
import { tinyAttack, tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-budget-'));

const asked = async (change: Partial<CompareOptions>): Promise<CompareOptions> => ({
  methods: [freelbEntry, pgdEntry],
  task: await tinyTask(),
  ...tinyTraining,
  attack: tinyAttack,
  engine: await engine({ backend: 'wasm' }),
  folder: join(folder, 'out'),
  ...change,
});

describe('a budget', () => {
  test.each([
    ['units=20000', { kind: 'units', amount: 20000 }],
    ['seconds=1.5', { kind: 'seconds', amount: 1.5 }],
    ['steps=500', { kind: 'steps', amount: 500 }],
    ['x3', { kind: 'times', amount: 3 }],
  ])('%s is read', (text, allowance) => {
    expect(allowanceOf(text)).toEqual(allowance);
  });

  test.each(['', '3', 'x0', 'units=0', 'units=-1', 'minutes=3', 'x', 'units=1e3'])(
    '%j is refused in a sentence',
    (text) => {
      expect(() => allowanceOf(text)).toThrow(UsageError);
      expect(() => allowanceOf(text)).toThrow(/^budget is ".*", but must be units=…, seconds=… or steps=…/);
    },
  );

  test('steps in parts are refused', () => {
    expect(() => allowanceOf('steps=1.5')).toThrow('budget is "steps=1.5", but steps must be a whole number.');
  });

  test('the pace of a trial is the median of its steps but the first two, and what these took beyond it comes once', () => {
    const { each, overhead } = perStep([5, 3, 1, 1, 2, 1]);
    expect(each).toBe(1);
    expect(overhead).toBeCloseTo(7);
    expect(perStep([2])).toEqual({ each: 2, overhead: 0 });
  });

  onBackends(['wasm'], () => {
    const planned = (name: string, allowance: Allowance, more: object = {}) => {
      const model = tinyModel('text');
      try {
        return planOf(
          exampleMethod(name),
          { training: { epochs: 2, ...more }, batches: 10, methods: exampleMethods, allowance, ...more },
          { kind: 'classification', model },
        );
      } finally {
        model.dispose();
      }
    };

    test.each(['natural-matched', 'pgd', 'freeat', 'yopo', 'freelb'])(
      'is met by %s within one step, whenever it begins',
      (name) => {
        for (const attackFrom of [0, 0.3, 0.5, 0.97])
          for (const accumulate of [1, 3])
            for (const amount of [40, 100, 1000, 99_999]) {
              const plan = planned(name, { kind: 'units', amount }, { attackFrom, accumulate });
              expect(Math.abs(unitsAfter(plan, plan.steps) - amount)).toBeLessThanOrEqual(plan.unitsPerStep / 2);
            }
      },
    );

    test('of three times natural training costs every method that, and leaves natural training its epochs', () => {
      const times: Allowance = { kind: 'times', amount: 3 };
      expect(planned('natural', times).steps).toBe(20);
      expect(planned('natural-matched', times).steps).toBe(60);
      expect(planned('freelb', times).steps).toBe(20);
      expect(planned('freelb', times, { steps: 8 }).steps).toBe(8);
      expect(planned('freelb', times, { attackFrom: 0.5 })).toMatchObject({ steps: 30, begin: 15 });
    });

    test('of steps is so many of each method, and of a matched control as many as the dearest pays for', () => {
      const names = ['natural', 'natural-matched', 'freelb'];
      expect(names.map((name) => planned(name, { kind: 'steps', amount: 7 }).steps)).toEqual([20, 21, 7]);
    });

    test('of seconds has the steps that fit by the pace of a trial, natural ones at theirs', () => {
      const pace = { own: 0.3, natural: 0.1, overhead: 2, trial: 1 };
      const seconds: Allowance = { kind: 'seconds', amount: 32 };
      expect(planned('freelb', seconds, { pace }).steps).toBe(100);
      expect(planned('freelb', seconds, { pace, attackFrom: 0.5 }).steps).toBe(150);
      expect(planned('freelb', { ...seconds, amount: 1 }, { pace }).steps).toBe(1);
    });
  });
});

describe('compare with a budget', () => {
  beforeAll(() => engine({ backend: 'wasm' }));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('adds natural training, plain and matched, and gives all others the same', async () => {
    const { runs, settings, methods } = await compare(await asked({ budget: 'x3', folder: join(folder, 'times') }));
    expect(methods.map(({ name }) => name)).toEqual(['natural', 'natural-matched', 'freelb', 'pgd']);
    expect(runs.map(({ units }) => units.counted)).toEqual([12, 36, 36, 36]);
    expect(runs.map(({ steps }) => steps)).toEqual([4, 12, 4, 4]);
    expect(settings.budget).toBe('x3');
    const report = readFileSync(join(folder, 'times/report.html'), 'utf8');
    expect(report).toContain('each method trains for 3 times what natural training for the epochs costs');
    expect(report).toContain('Dashed: the frontier');
  });

  test('does not run a matched control again when another method joins, and refuses another budget in the folder', async () => {
    const finished: string[] = [];
    const on = (event: CompareEvent): void => {
      if (event.kind === 'finished') finished.push(event.method);
    };
    const five = variant(freelbEntry, { name: 'freelb-5', options: { steps: 5 } });
    const change = { budget: 'x3', folder: join(folder, 'times'), methods: [freelbEntry, five], on };
    await compare(await asked(change));
    expect(finished).toEqual(['freelb-5']);
    await expect(compare(await asked({ ...change, budget: 'x2' }))).rejects.toThrow('budget "x3" there, "x2" here');
  });

  test('goes on after an interruption, before a method begins and after, with the very same numbers', async () => {
    const change = { methods: [freelbEntry], budget: 'x2', attackFrom: 0.5, attackRise: 0.5, checkpointSeconds: 0 };
    const whole = await compare(await asked({ ...change, folder: join(folder, 'whole') }));
    expect(whole.runs.at(-1)).toMatchObject({ steps: 4, units: { predicted: 24, counted: 24 } });
    for (const cut of [1, 3]) {
      const aborted = new AbortController();
      const on = (event: CompareEvent): void => {
        if (event.kind === 'step' && event.method === 'freelb' && event.step === cut) aborted.abort();
      };
      const again = { ...change, folder: join(folder, `cut${cut}`) };
      await expect(compare(await asked({ ...again, on, signal: aborted.signal }))).rejects.toThrow(Interrupted);
      const { runs } = await compare(await asked(again));
      const { curve, accuracy, robust, units } = runs.at(-1)!;
      expect({ curve, accuracy, robust, units }).toEqual({
        curve: whole.runs.at(-1)!.curve,
        accuracy: whole.runs.at(-1)!.accuracy,
        robust: whole.runs.at(-1)!.robust,
        units: whole.runs.at(-1)!.units,
      });
    }
  });

  test('refuses one that does not pay for a step of a method, before anything is trained', async () => {
    const events: CompareEvent[] = [];
    const little = compare(
      await asked({ budget: 'units=8', folder: join(folder, 'little'), on: (event) => events.push(event) }),
    );
    await expect(little).rejects.toThrow(
      new UsageError('The budget is 8 units, but one step of FreeLB costs 9: give at least that.'),
    );
    expect(events).toEqual([]);
    await expect(compare(await asked({ budget: 'all', folder: join(folder, 'none') }))).rejects.toThrow(UsageError);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('refuses one that does not pay for a method around another whose lengths are shares of the data', async () => {
    const beside = around(freelbEntry, {
      name: 'beside',
      title: 'FreeLB with more',
      package: '@advtrain/beside',
      about: 'FreeLB, and as much again',
      options: {},
      units: (rounds) => 3 * rounds,
      plugins: (method) => (method ? [method] : []),
    });
    const little = compare(await asked({ methods: [beside], budget: 'units=17', folder: join(folder, 'beside') }));
    await expect(little).rejects.toThrow(
      new UsageError('The budget is 17 units, but one step of FreeLB with more costs 18: give at least that.'),
    );
  });

  test('of seconds stops at the first step past them, fits the steps by a trial, records both, and goes on as it began', async () => {
    const aborted = new AbortController();
    const change = {
      methods: [naturalEntry, freelbEntry],
      budget: 'seconds=2',
      attackFrom: 0.5,
      folder: join(folder, 'seconds'),
      checkpointSeconds: 0,
    };
    let planned = 0;
    const on = (event: CompareEvent): void => {
      if (event.kind !== 'step' || event.method !== 'freelb') return;
      planned = event.steps;
      if (event.step === 3) aborted.abort();
    };
    await expect(compare(await asked({ ...change, on, signal: aborted.signal }))).rejects.toThrow(Interrupted);
    const { runs } = await compare(await asked(change));
    expect(runs.map(({ method }) => method)).toEqual(['natural', 'natural-matched', 'freelb']);
    expect(runs[0]).toMatchObject({ steps: 4 });
    expect(runs[0]!.timed).toBeUndefined();
    const recordOf = (method: string) =>
      readdirSync(join(folder, 'seconds/runs')).find(
        (file) => file.startsWith(`${method}-seed`) && file.endsWith('.jsonl'),
      )!;
    for (const { method, timed, steps, seconds, units } of runs.slice(1)) {
      expect(timed).toMatchObject({ seconds: 2 });
      expect(steps).toBeLessThanOrEqual(timed!.steps);
      const record = readFileSync(join(folder, 'seconds/runs', recordOf(method)), 'utf8')
        .trimEnd()
        .split('\n');
      const taken = record.map((line) => JSON.parse(line) as { step?: number; seconds?: number });
      // All steps but the last began in time; it was the last because all were taken, or because the time was over.
      expect(taken.find(({ step }) => step === steps - 1)!.seconds).toBeLessThan(2);
      if (steps < timed!.steps) expect(seconds.training).toBeGreaterThanOrEqual(2);
      expect(units.counted).toBeCloseTo(units.predicted, 6);
      expect(timed!.natural).toBeGreaterThan(0);
    }
    expect(runs[2]!.timed!.steps).toBe(planned);
    expect(readdirSync(join(folder, 'seconds/runs')).filter((file) => file.includes('.json.'))).toEqual([]);
    const report = readFileSync(join(folder, 'seconds/report.html'), 'utf8');
    expect(report).toMatch(/fitted to the steps that a trial estimated: natural, matched [\d,]+ of [\d,]+ and FreeLB/);
  });
});
