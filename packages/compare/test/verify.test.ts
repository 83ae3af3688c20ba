import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { freeatEntry } from '@advtrain/freeat';
import { freelbEntry } from '@advtrain/freelb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, verify } from '../src/index.ts';
import type { Comparison, VerifyEvent, VerifyOptions } from '../src/index.ts';
import { settled } from '../src/asked.ts';
import { placesOf, sizeText } from '../src/verify/kept-states.ts';
import { picksOf, stretchesOf } from '../src/verify/picks.ts';
import { tinyTask, tinyTraining } from './tiny-task.ts';

const base = mkdtempSync(join(tmpdir(), 'advtrain-verify-test-'));
const honest = join(base, 'honest');
const methods = [naturalEntry, freeatEntry, freelbEntry];
const notes: string[] = [];
let made: Comparison;

/** An audit of every step. */
const audit = async (folder: string, change: Partial<VerifyOptions> = {}) =>
  verify({ folder, task: await tinyTask(), methods, steps: 'all', seed: 7, ...change });

/** A copy of the results with one file changed. */
function changed(name: string, file: RegExp, change: (text: string) => string): string {
  const folder = join(base, name);
  cpSync(honest, folder, { recursive: true });
  const all = [...readdirSync(folder), ...readdirSync(join(folder, 'runs')).map((each) => `runs/${each}`)];
  const path = join(folder, all.find((each) => file.test(each)) ?? 'none');
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
  return folder;
}

test('the states that are kept are counted with those of configurations of a grid and of controls', async () => {
  await engine();
  const asked = { ...tinyTraining, task: await tinyTask(), methods: [naturalEntry, freelbEntry], seeds: [1, 2] };
  const runs = (more: object) => / each of (\d+) runs/.exec(sizeText(2, settled({ ...asked, ...more })))?.[1];
  expect(runs({})).toBe('4');
  expect(runs({ grid: { freelb: { steps: [1, 2, 3] } } })).toBe('8');
  expect(runs({ grid: { freelb: { steps: [1, 2, 3] } }, budget: 'x2' })).toBe('10');
});

describe('an audit', () => {
  beforeAll(async () => {
    await engine();
    made = await compare({
      ...tinyTraining,
      epochs: 4,
      methods,
      task: await tinyTask(),
      attack: 'none',
      folder: honest,
      verifiable: 2,
      on: (event) => {
        if (event.kind === 'note') notes.push(event.text);
      },
    });
  });
  afterAll(() => {
    rmSync(base, { recursive: true });
  });

  test('of honest results finds the same bits, from kept states and without them', async () => {
    const before = readdirSync(join(honest, 'runs')).sort();
    const found = await audit(honest);
    expect(found).toMatchObject({ agrees: true, sameKind: true, tolerance: 0, problems: [] });
    expect(found.steps).toHaveLength(made.runs.reduce((sum, { steps }) => sum + steps, 0));
    expect(found.steps.every(({ difference, picked }) => difference === 0 && picked)).toBe(true);
    expect(new Set(found.steps.map(({ from }) => from))).toEqual(new Set([0, 3, 5]));
    // Of each run two kept states, both come to again from the one before, and the last.
    expect(found.states.filter(({ what }) => what === 'kept')).toHaveLength(2 * made.runs.length);
    expect(found.states.filter(({ what }) => what === 'replayed')).toHaveLength(3 * made.runs.length);
    expect(readdirSync(join(honest, 'runs')).sort()).toEqual(before);
    const bare = join(base, 'bare');
    cpSync(honest, bare, { recursive: true, filter: (path) => !path.endsWith('.safetensors') });
    const again = await audit(bare);
    expect(again.agrees).toBe(true);
    expect(new Set(again.steps.map(({ from }) => from))).toEqual(new Set([0]));
  });

  test('of a run that was interrupted and went on finds the same bits', async () => {
    const folder = join(base, 'interrupted');
    const again = async (stopAt: number) => {
      const aborted = new AbortController();
      return compare({
        ...tinyTraining,
        epochs: 4,
        methods: [freeatEntry],
        task: await tinyTask(),
        attack: 'none',
        folder,
        verifiable: 2,
        checkpointSeconds: 0,
        signal: aborted.signal,
        on: (event) => {
          if (event.kind === 'step' && event.step === stopAt) aborted.abort();
        },
      });
    };
    // At a kept state, and after one.
    await expect(again(3)).rejects.toThrow('interrupted');
    await expect(again(6)).rejects.toThrow('interrupted');
    await again(Infinity);
    const found = await audit(folder);
    expect(found).toMatchObject({ agrees: true, problems: [] });
    expect(found.states.filter(({ what }) => what === 'replayed').map(({ step }) => step)).toEqual([3, 5, 8]);
  });

  test('of a comparison that lacks a run finds the same bits in the others', async () => {
    const folder = changed('partly', /^results\.json/, (text) => {
      const results = JSON.parse(text) as Comparison;
      return JSON.stringify({ ...results, runs: results.runs.filter(({ method }) => method !== 'freeat') });
    });
    const file = readdirSync(join(folder, 'runs')).find((name) => /^freeat-\S+\.json$/.test(name))!;
    rmSync(join(folder, 'runs', file));
    const found = await audit(folder, { steps: 12 });
    const missing = [{ method: 'freeat', title: 'FreeAT', seed: 1 }];
    expect(found).toMatchObject({ agrees: true, problems: [], missing, begunAnew: [] });
    expect(new Set(found.steps.map(({ method }) => method))).toEqual(new Set(['natural', 'freelb']));
  });

  test('says before the runs how large states are, and what is picked', async () => {
    expect(notes[0]).toMatch(
      /^Up to 2 states of each of 3 runs are kept for advtrain verify: about \d+ kB each, \d+ kB in all\.$/,
    );
    const events: VerifyEvent[] = [];
    const found = await audit(honest, { steps: 3, on: (event) => events.push(event) });
    expect(found.steps.filter(({ picked }) => picked)).toHaveLength(3);
    expect(events[0]).toMatchObject({
      kind: 'note',
      text: expect.stringMatching(/^3 steps are picked; .* taken again\.$/) as string,
    });
    expect(events.filter(({ kind }) => kind === 'step')).toHaveLength(found.steps.length);
    expect((await audit(honest, { steps: 3 })).steps).toEqual(found.steps);
  });

  test('notices a loss that was changed by its last bit, though the curve was made to fit', async () => {
    const loss = /"loss":([\d.]+)/;
    const folder = changed('loss', /freelb-seed1-\w+\.jsonl/, (text) =>
      text.replace(loss, (_, value: string) => `"loss":${Number(value) * (1 + 2 ** -50)}`),
    );
    const found = await audit(folder);
    expect(found.problems).toEqual([
      expect.stringContaining('FreeLB, seed 1: the learning curve is not that of the record at step'),
    ]);
    const wrong = found.steps.filter(({ agrees }) => !agrees);
    expect(wrong).toMatchObject([{ method: 'freelb', seed: 1, step: 1 }]);
    expect(wrong[0]?.difference).toBeGreaterThan(0);
    expect((await audit(folder, { tolerance: 1e-6 })).steps.every(({ agrees }) => agrees)).toBe(true);
  });

  test('notices a state that is not the one of the record, and one that the record does not come to', async () => {
    const damaged = join(base, 'damaged');
    cpSync(honest, damaged, { recursive: true });
    const state = readdirSync(join(damaged, 'runs')).find((name) =>
      /^natural-seed1-\w+-step3\.safetensors/.test(name),
    )!;
    const bytes = readFileSync(join(damaged, 'runs', state));
    // The last bytes are of the ledger of costs, which reads a clock and is in no digest.
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(join(damaged, 'runs', state), bytes);
    const found = await audit(damaged);
    expect(found.agrees).toBe(false);
    expect(found.states.filter(({ agrees }) => !agrees)).toMatchObject([
      { method: 'natural', seed: 1, step: 3, what: 'kept' },
    ]);
    const folder = changed('digest', /natural-seed1-\w+\.jsonl/, (text) =>
      text.replace(/"state":8,"sha256":"\w+"/, `"state":8,"sha256":"${'0'.repeat(64)}"`),
    );
    const wrong = (await audit(folder)).states.filter(({ agrees }) => !agrees);
    expect(wrong).toMatchObject([{ method: 'natural', seed: 1, step: 8, what: 'replayed' }]);
  });

  test('notices results that are not those of the runs, options and settings that are not theirs, and missing steps', async () => {
    const problems = async (folder: string) => (await audit(folder, { steps: 1 })).problems;
    const accuracy = changed('accuracy', /^results\.json/, (text) => text.replace(/("development": )[\d.]+/, '$10.99'));
    expect(await problems(accuracy)).toEqual([
      expect.stringMatching(/^natural, seed 1: .* and results\.json differ\.$/),
    ]);
    const option = changed('option', /^results\.json/, (text) => {
      const results = JSON.parse(text) as Comparison;
      const options = { ...results.settings.options, freelb: { ...results.settings.options['freelb'], steps: 4 } };
      return JSON.stringify({ ...results, settings: { ...results.settings, options } });
    });
    expect(await problems(option)).toEqual([
      'FreeLB, seed 1 was not run with the settings and options that results.json says.',
    ]);
    const setting = changed('setting', /^results\.json/, (text) =>
      text.replace('"learningRate": 0.0002', '"learningRate": 0.0003'),
    );
    expect(await problems(setting)).toEqual([
      'results.json is of other settings than its runs: learningRate 0.0002 there, 0.0003 here.',
    ]);
    const cut = changed('cut', /natural-seed1-\w+\.jsonl/, (text) => text.replace(/^.*"step":4,.*\n/m, ''));
    expect(await problems(cut)).toEqual([expect.stringContaining('lacks step 4 of 8.')]);
  });

  test('of results that are damaged is refused in a sentence, and takes no longer for millions of steps', async () => {
    const results = (name: string, change: (results: Comparison) => object) =>
      changed(name, /^results\.json/, (text) => JSON.stringify(change(JSON.parse(text) as Comparison)));
    for (const methods of [null, {}, [{ name: 'natural' }]]) {
      const folder = results(`methods-${JSON.stringify(methods)}`, (found) => ({ ...found, methods }));
      await expect(audit(folder)).rejects.toThrow('is damaged, or no file that compare wrote: name another folder.');
    }
    const endless = results('endless', (found) => {
      const [first, ...others] = found.runs;
      return { ...found, runs: [{ ...first, steps: 1e9 }, ...others] };
    });
    const { problems } = await audit(endless, { steps: 1 });
    expect(problems).toContainEqual(expect.stringContaining('lacks step 9 of 1000000000.'));
  });

  test('refuses data and models that are not those of the results, and folders that are none', async () => {
    const task = { ...(await tinyTask()), fingerprint: 'another' };
    await expect(audit(honest, { task })).rejects.toThrow(
      `not those of ${honest}: it is of sixteen sentences and BERT of 2 layers × 8, and the examples, how they are divided into sets, or the weights differ; give`,
    );
    await expect(audit(base)).rejects.toThrow('has no results.json: name a folder that compare wrote.');
    await expect(audit(honest, { methods: [naturalEntry] })).rejects.toThrow('There is no method freeat here');
    await expect(audit(honest, { steps: 0 })).rejects.toThrow(
      'steps is 0, but must be a whole number, at least 1, or all.',
    );
  });

  test('leaves nothing behind, when it is interrupted neither', async () => {
    const desks = () => readdirSync(tmpdir()).filter((name) => /^advtrain-verify-(?!test)/.test(name));
    const before = desks();
    const signal = AbortSignal.abort();
    await expect(audit(honest, { signal })).rejects.toThrow('interrupted');
    expect(desks()).toEqual(before);
  });

  test('is prepared by states that cannot be written only as far as a sentence', async () => {
    const said: string[] = [];
    const folder = join(base, 'full');
    const task = await tinyTask();
    // A folder is where the file should go, which only root could hardly tell from a full disk.
    const { runs } = await compare({ ...tinyTraining, methods: [naturalEntry], task, attack: 'none', folder });
    const [run] = runs;
    rmSync(join(folder, 'runs', `natural-seed1-${run!.key.slice(0, 8)}.json`));
    cpSync(honest, join(folder, 'runs', `natural-seed1-${run!.key.slice(0, 8)}-step2.safetensors`), {
      recursive: true,
    });
    const again = await compare({
      ...tinyTraining,
      methods: [naturalEntry],
      task,
      attack: 'none',
      folder,
      verifiable: 1,
      on: (event) => {
        if (event.kind === 'note') said.push(event.text);
      },
    });
    expect(again.runs[0]?.status).toBe('finished');
    expect(said[1]).toMatch(
      /^The state after step 2 is not kept, and the run goes on without it: .*could not be written/,
    );
    expect(existsSync(join(folder, 'results.json'))).toBe(true);
  });
});

describe('picks', () => {
  test('follow from the seed, differ from one another, and are all steps where there are no more', () => {
    const picks = picksOf([10, 0, 30], 12, 5);
    expect(new Set(picks.map(({ run, step }) => `${run} ${step}`)).size).toBe(12);
    expect(picks).toEqual(picksOf([10, 0, 30], 12, 5));
    expect(picks).not.toEqual(picksOf([10, 0, 30], 12, 6));
    expect(picks.every(({ run, step }) => step >= 1 && step <= [10, 0, 30][run]!)).toBe(true);
    expect(picksOf([2, 1], 9, 5)).toEqual([
      { run: 0, step: 1 },
      { run: 0, step: 2 },
      { run: 1, step: 1 },
    ]);
  });

  test('need the stretches from the states before them', () => {
    const picks = [2, 5, 6, 20].map((step) => ({ run: 0, step }));
    expect(stretchesOf(picks, [[5, 10]])).toEqual([
      { run: 0, from: 0, to: 5 },
      { run: 0, from: 5, to: 6 },
      { run: 0, from: 10, to: 20 },
    ]);
  });

  test('have states before them that divide a run evenly', () => {
    expect(placesOf(3, 100)).toEqual([25, 50, 75]);
    expect(placesOf(9, 4)).toEqual([1, 2, 3]);
  });
});
