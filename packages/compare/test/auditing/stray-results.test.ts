import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { freeatEntry } from '@advtrain/freeat';
import { freelbEntry } from '@advtrain/freelb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, verify } from '../../src/index.ts';
import type { Comparison } from '../../src/index.ts';
import { tinyTask, tinyTraining } from '../tiny-task.ts';
import { changeRecords, withResults, withRuns } from './changed.ts';

const base = mkdtempSync(join(tmpdir(), 'advtrain-verify-test-stray-'));
const honest = join(base, 'honest');
const methods = [naturalEntry, freeatEntry, freelbEntry];
let made: Comparison;

const audit = async (folder: string) => verify({ folder, task: await tinyTask(), methods, steps: 1, seed: 3 });

/** What an audit says of results that are changed. */
async function problems(name: string, change: (results: Comparison) => object): Promise<readonly string[]> {
  const found = await audit(withResults(honest, join(base, name), change));
  expect(found.agrees).toBe(false);
  return found.problems;
}

describe('an audit of a results.json that is not what compare makes of runs/', () => {
  beforeAll(async () => {
    await engine();
    made = await compare({
      ...tinyTraining,
      methods,
      task: await tinyTask(),
      seeds: [1, 2],
      grid: { freelb: { steps: [1, 2] } },
      attack: 'none',
      folder: honest,
    });
    expect(await audit(honest)).toMatchObject({ agrees: true, problems: [] });
  });
  afterAll(() => {
    rmSync(base, { recursive: true });
  });

  test('names a finished run that it lacks, and one that it has twice', async () => {
    const isOne = ({ method, seed }: Comparison['runs'][number]) => method === 'freeat' && seed === 2;
    const lacking = await problems('lacking', ({ runs, ...others }) => ({
      ...others,
      runs: runs.filter((run) => !isOne(run)),
    }));
    expect(lacking).toEqual(['FreeAT, seed 2: it is finished in runs/, but results.json lacks it.']);
    const twice = await problems('twice', ({ runs, ...others }) => ({
      ...others,
      runs: [...runs, runs.find(isOne)],
    }));
    expect(twice).toEqual(['FreeAT, seed 2: results.json has it twice, or outside of its methods, seeds and race.']);
    const turned = await problems('turned', ({ runs, ...others }) => ({ ...others, runs: runs.toReversed() }));
    expect(turned).toEqual(['The runs of results.json are in another order than by method, then seed.']);
  });

  test('names titles that are exchanged, and another task', async () => {
    const [natural, freeat, freelb] = made.methods;
    const titles = await problems('titles', (results) => ({
      ...results,
      methods: [{ ...natural, title: freeat!.title }, { ...freeat, title: natural!.title }, freelb],
    }));
    expect(titles).toEqual([
      'results.json is not what compare makes of runs/: ' +
        'methods.0.title "FreeAT" there, "natural" here; methods.1.title "natural" there, "FreeAT" here.',
    ]);
    const task = await problems('task', (results) => ({
      ...results,
      task: { ...results.task, model: 'bert-large', trainExamples: 9999 },
    }));
    expect(task).toEqual([
      'results.json is not what compare makes of runs/: ' +
        'task.model "bert-large" there, "BERT of 2 layers × 8" here; task.trainExamples 9999 there, 16 here.',
    ]);
  });

  test('names a search that is hidden, and one that chose another', async () => {
    const hidden = await problems('hidden', ({ searches: _, ...results }) => results);
    expect(hidden).toEqual([
      expect.stringMatching(/^results\.json is not what compare makes of runs\/: searches null there, .*…\.$/),
    ]);
    const [search] = made.searches!;
    const other = search!.points.find(({ name }) => name !== search!.chosen)!.name;
    const chosen = await problems('chosen', (results) => ({ ...results, searches: [{ ...search, chosen: other }] }));
    expect(chosen).toEqual([
      `results.json is not what compare makes of runs/: searches.0.chosen "${other}" there, "${search!.chosen}" here.`,
    ]);
  });

  test('does not pass where no run has a step to take again, nor where steps are fewer than the settings plan', async () => {
    const none = withRuns(honest, join(base, 'none'), (run) => ({ ...run, steps: 0, curve: [] }));
    changeRecords(none, (lines) => lines.filter((line) => !line.includes('"step"')));
    const found = await audit(none);
    expect(found).toMatchObject({ agrees: false, steps: [] });
    expect(found.problems).toContain('natural, seed 1: it has no step, so nothing of it can be verified.');
    expect(found.problems.at(-1)).toBe('No step was taken again, so nothing is verified.');
    const short = withRuns(honest, join(base, 'short'), (run) => ({ ...run, steps: 1, curve: run.curve.slice(0, 1) }));
    changeRecords(short, (lines) => lines.filter((line) => !/"step":(?!1,)/.test(line)));
    expect((await audit(short)).problems).toEqual([
      expect.stringMatching(/, seed \d: its settings are of 4 steps, but it has 1\.$/),
    ]);
  });
});
