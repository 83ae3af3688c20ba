import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { pgdEntry } from '@advtrain/pgd';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, verify } from '../../src/index.ts';
import type { Comparison, VerifyOptions } from '../../src/index.ts';
import { learnableTask, learnableTraining } from '../watching/learnable-task.ts';
import { changeRecords, withResults, withRuns } from './changed.ts';

const base = mkdtempSync(join(tmpdir(), 'advtrain-verify-test-anew-'));
const honest = join(base, 'honest');
let run: Comparison['runs'][number];

const audit = async (folder: string, change: Partial<VerifyOptions> = {}) =>
  verify({ folder, task: await learnableTask(), methods: [pgdEntry], steps: 2, seed: 3, ...change });

describe('an audit of a run that was begun anew with smaller sizes', () => {
  beforeAll(async () => {
    await engine();
    const { runs } = await compare({
      ...learnableTraining,
      onFailure: 'restart-smaller',
      methods: [pgdEntry],
      options: { pgd: { radius: 0.2, stepSize: 0.1, start: 0.1 } },
      task: await learnableTask(),
      attack: 'none',
      folder: honest,
      verifiable: 3,
    });
    run = runs[0]!;
    expect(run).toMatchObject({ status: 'finished', steps: 80 });
    expect(run.attempts?.length).toBeGreaterThanOrEqual(1);
  });
  afterAll(() => {
    rmSync(base, { recursive: true });
  });

  test('takes every step of its last attempt again, from kept states of that attempt, to the same bits', async () => {
    const found = await audit(honest, { steps: 'all' });
    expect(found).toMatchObject({ agrees: true, problems: [], missing: [] });
    expect(found.begunAnew).toEqual([{ method: 'pgd', title: 'PGD', seed: 1 }]);
    expect(found.steps).toHaveLength(80);
    expect(found.steps.every(({ difference }) => difference === 0)).toBe(true);
    expect(new Set(found.steps.map(({ from }) => from))).toEqual(new Set([0, 20, 40, 60]));
    expect(found.states.filter(({ what }) => what === 'replayed').map(({ step }) => step)).toEqual([20, 40, 60, 80]);
  });

  test('notices another loss in its last attempt', async () => {
    const folder = withResults(honest, join(base, 'loss'), (results) => results);
    changeRecords(folder, (lines) => {
      const place = lines.findLastIndex((line) => line.includes('"step":5,'));
      return lines.map((line, each) => (each === place ? line.replace(/"loss":[\d.]+/, '"loss":0.5') : line));
    });
    const { agrees, steps } = await audit(folder, { steps: 'all' });
    expect(agrees).toBe(false);
    expect(steps.filter((step) => !step.agrees).map(({ step }) => step)).toEqual([5]);
  });

  test('notices that it says nothing of the attempts before', async () => {
    const { options } = run.attempts![0]!;
    const folder = withRuns(honest, join(base, 'hidden'), ({ attempts: _, learningRate: __, ...each }) => ({
      ...each,
      options,
    }));
    changeRecords(folder, (lines) => {
      const begun = lines.findLastIndex((line) => line.includes('"attempt"'));
      return lines.slice(begun + 1).filter((line) => !line.includes('"state"'));
    });
    const { agrees, problems } = await audit(folder, { steps: 'all' });
    expect(agrees).toBe(false);
    expect(problems).toContain(
      `PGD, seed 1: taken again, it is given up after ${run.attempts![0]!.steps} steps and begun anew with smaller sizes.`,
    );
  });

  test('notices attempts that its record does not have, and none where there were some', async () => {
    const { steps } = run.attempts![0]!;
    const twice = withRuns(honest, join(base, 'twice'), (each) => ({
      ...each,
      attempts: [...each.attempts!, each.attempts![0]],
    }));
    expect((await audit(twice)).problems).toContainEqual(
      expect.stringMatching(
        `^PGD, seed 1: its attempts that were given up took ${steps}, .*${steps} steps, in its record ${steps}`,
      ),
    );
    const empty = withRuns(honest, join(base, 'empty'), (each) => ({ ...each, attempts: [] }));
    const found = await audit(empty);
    expect(found.agrees).toBe(false);
    expect(found.problems).toContain(
      'PGD, seed 1: its list of attempts that were given up is empty, which compare does not write.',
    );
  });

  test('notices sizes that are not those of the settings, halved', async () => {
    const folder = withRuns(honest, join(base, 'sizes'), (each) => ({
      ...each,
      options: { ...each.options, radius: 0.15 },
    }));
    expect((await audit(folder)).problems).toEqual([
      'PGD, seed 1: its options or its learning rate are not those of the settings, halved from attempt to attempt.',
    ]);
  });
});
