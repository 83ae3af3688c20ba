import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { freelbEntry } from '@advtrain/freelb';
import { pgdEntry } from '@advtrain/pgd';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, naturalMatchedEntry, searchSentences, table, UsageError } from '../../src/index.ts';
import type { CompareEvent, CompareOptions, Comparison, RunResult } from '../../src/index.ts';
import { halved } from '../../src/grid/halves.ts';
import { chosenOf } from '../../src/grid/searched.ts';
import { schemaMistakes } from '../results/schema-mistakes.ts';
import { example, exampleRun } from '../example.ts';
import { tinyAttack, tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-grid-'));

const asked = async (change: Partial<CompareOptions> = {}): Promise<CompareOptions> => ({
  methods: [naturalEntry, naturalMatchedEntry, freelbEntry, pgdEntry],
  task: await tinyTask(),
  ...tinyTraining,
  attack: tinyAttack,
  engine: await engine({ backend: 'wasm' }),
  folder: join(folder, 'out'),
  grid: { freelb: { steps: [1, 2], radius: [0.1, 'none'] } },
  ...change,
});

const search = { points: ['a', 'b', 'c'] };
const { task } = example([1]);
const scored = (method: string, seed: number, selection: number, units = 10) =>
  exampleRun(method, seed, { accuracy: { selection }, units: { predicted: units, counted: units } });
const chosen = (runs: readonly RunResult[]) => chosenOf(search, { task, runs });

describe('a grid', () => {
  let found: Comparison;
  const names = ['freelb[steps=1,radius=0.1]', 'freelb[steps=1,radius=none]', 'freelb[steps=2,radius=0.1]'];
  names.push('freelb[steps=2,radius=none]');

  beforeAll(async () => {
    await engine({ backend: 'wasm' });
    found = await compare(await asked());
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('tries the product of the values, and reports one of them, which another half of the examples chose', () => {
    expect(schemaMistakes(found)).toEqual([]);
    const [search] = found.searches!;
    expect(search!.points.map(({ name }) => name)).toEqual(names);
    expect(found.runs.map(({ method }) => method)).toEqual(['natural', 'natural-matched', ...names, 'pgd']);
    expect(names).toContain(search!.chosen);
    expect(found.methods.map(({ name }) => name)).toEqual(['natural', 'natural-matched', search!.chosen, 'pgd']);
    expect(found.methods[2]).toMatchObject({ chosenOf: 4 });
    const best = Math.max(
      ...found.runs.filter(({ method }) => names.includes(method)).map((run) => run.accuracy['selection']!),
    );
    expect(found.runs.find(({ method }) => method === search!.chosen)!.accuracy['selection']).toBe(best);
    expect(found.task.sets.map(({ id, examples }) => [id, examples])).toEqual([
      ['development', 8],
      ['selection', 8],
    ]);
  });

  test('is matched to one run of the dearest of them, and states what the search cost', () => {
    const units = (method: string) => found.runs.find((run) => run.method === method)!.units.counted;
    expect(names.map(units)).toEqual([12, 12, 24, 24]);
    expect(units('natural-matched')).toBe(36);
    expect(found.searches![0]!.units).toBe(72);
    const [sentence] = searchSentences(found);
    expect(sentence).toMatch(
      /^FreeLB \[steps \d, radius .*\] was chosen of 4 configurations of FreeLB, by 8 development examples that no table reports; what is reported of it is from the other 8\. It was stopped, diverged or collapsed, as all with as many runs\. The search cost 72 units in all/,
    );
  });

  test('shows all it tried in the report, and the chosen one alone in the table', () => {
    const { header, rows } = table(found);
    expect(header.filter((title) => title.includes('chosen by'))).toEqual([]);
    expect(rows.map(([name]) => name!.split('\n')[0])).toEqual(found.methods.map(({ title }) => title));
    expect(rows[2]![0]).toContain('(chosen of 4');
    const report = readFileSync(join(folder, 'out/report.html'), 'utf8');
    expect(report).toContain('<h2>FreeLB: configurations tried</h2>');
    for (const { title } of found.searches![0]!.points) expect(report).toContain(`<th scope="row">${title}`);
    expect(readFileSync(join(folder, 'out/table.md'), 'utf8')).toContain('was chosen of 4 configurations of FreeLB');
  });

  test('goes on with further values in the same folder, and runs again only a control that one of them is dearer than', async () => {
    const finished: string[] = [];
    const on = (event: CompareEvent): void => {
      if (event.kind === 'finished') finished.push(event.method);
    };
    const upTo = (last: number) => ({ freelb: { steps: [1, 2, 3, 4].slice(0, last), radius: [0.1, 'none'] } });
    // PGD costs as much as three steps.
    await compare(await asked({ grid: upTo(3), on }));
    expect(finished.splice(0)).toEqual(['freelb[steps=3,radius=0.1]', 'freelb[steps=3,radius=none]']);
    const more = await compare(await asked({ grid: upTo(4), on }));
    expect(finished).toEqual(['natural-matched', 'freelb[steps=4,radius=0.1]', 'freelb[steps=4,radius=none]']);
    expect(more.methods.find(({ chosenOf: of }) => of !== undefined)).toMatchObject({ chosenOf: 8 });
  });

  test('does not mix with runs that were measured on all of the development set', async () => {
    const { grid: _, ...whole } = await asked();
    await expect(compare(whole)).rejects.toThrow('grid "chosen by half of the development set" there, null here');
  });

  test('halves the development set alike whatever the seed, without overlap, mixing classes of a sorted file', async () => {
    const { sets } = halved(await tinyTask());
    const again = halved(await tinyTask());
    expect(sets['development']!.labels).toEqual(again.sets['development']!.labels);
    const texts = (id: string) => {
      const found: string[] = [];
      for (const { inputs } of sets[id]!.evaluation())
        found.push(...(inputs.values.arraySync() as number[][]).map((row) => row.filter((word) => word > 0).join(' ')));
      return found;
    };
    const reported = texts('development');
    const chooses = texts('selection');
    expect(reported).toHaveLength(8);
    const all = (await tinyTask()).sets['development']!;
    expect(all.labels).toHaveLength(16);
    expect(chooses.filter((text) => reported.includes(text))).toEqual([]);
    for (const id of ['development', 'selection']) expect(new Set(sets[id]!.labels).size).toBe(2);
  });

  test('chooses by the mean over seeds; of several alike the cheapest', () => {
    const even = [scored('a', 1, 0.9), scored('a', 2, 0.5), scored('b', 1, 0.7, 20), scored('b', 2, 0.8, 20)];
    expect(chosen(even)).toBe('b');
    expect(chosen([scored('a', 1, 0.8, 30), scored('b', 1, 0.8, 20), scored('c', 1, 0.8, 25)])).toBe('b');
    expect(chosen([])).toBeUndefined();
    // One that has not yet run with every seed waits.
    expect(chosen([...even, scored('c', 1, 0.99)])).toBe('b');
  });

  test.each<[string, Partial<RunResult>]>([
    ['diverged', { status: 'diverged', accuracy: {} }],
    ['was stopped', { status: 'stopped' }],
    ['collapsed', { predicted: [1, 0] }],
  ])('never chooses one that %s in a seed where another did not, and says so', (_, failed) => {
    const sound = [scored('a', 1, 0.6), scored('a', 2, 0.6), scored('b', 1, 0.5), scored('b', 2, 0.5)];
    const runs = [...sound, scored('c', 1, 0.9), { ...scored('c', 2, 0.9), ...failed }];
    expect(chosen(runs)).toBe('a');
    expect(chosen(runs.filter(({ method }) => method === 'c'))).toBe('c');
    const points = search.points.map((name) => ({ name, title: name, settings: '', source: '' }));
    const about = (best: string) =>
      searchSentences({
        ...example([1, 2], runs),
        task: { ...task, sets: [...task.sets, { ...task.sets[0]!, id: 'selection', chooses: true }] },
        searches: [{ method: 'm', title: 'M', points, chosen: best, units: 60 }],
      })[0];
    expect(about('a')).toContain(
      ' is from the other 500. 1 of them could not be chosen, for it was stopped, diverged or collapsed. The search cost',
    );
    expect(about('c')).toContain(' It was stopped, diverged or collapsed, as all with as many runs. The search cost');
  });

  test.each<[string, NonNullable<CompareOptions['grid']>, string]>([
    [
      'a method that takes no part',
      { frelb: { steps: [1] } },
      'grid names frelb, which is not among the methods (natural, ',
    ],
    ['an unknown option', { freelb: { step: [1] } }, 'freelb has no option "step"; it has steps'],
    ['a value out of range', { freelb: { steps: [1, 0] } }, 'freelb.steps is 0, but must be at least 1.'],
    ['no values', { freelb: { steps: [] } }, 'grid.freelb.steps has no values: name at least one, such as 1,2,3.'],
    ['a value twice', { freelb: { steps: [2, 2] } }, 'grid.freelb.steps has 2 twice: name each value once.'],
    ['a matched control', { 'natural-matched': {} }, 'natural-matched is matched to the other methods'],
  ])('refuses %s in a sentence', async (_, grid, sentence) => {
    const wrong = compare(await asked({ grid, folder: join(folder, 'never') }));
    await expect(wrong).rejects.toThrow(UsageError);
    await expect(wrong).rejects.toThrow(sentence);
  });
});
