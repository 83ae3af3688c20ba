import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Params } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { freelbEntry } from '@advtrain/freelb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, configured, modelFolder, naturalMatchedEntry, naturalPace, stepUnits } from '../../src/index.ts';
import type { CompareEvent, CompareOptions } from '../../src/index.ts';
import { tinyAttack, tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-models-'));

beforeAll(() => engine({ backend: 'wasm' }));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function asked(change: Partial<CompareOptions> = {}): Promise<CompareOptions> {
  const task = await tinyTask();
  const save = (to: string, params: Params) => {
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, 'parameters.json'), JSON.stringify(Object.keys(params)));
    return Promise.resolve();
  };
  return {
    methods: [freelbEntry],
    task: { ...task, save },
    ...tinyTraining,
    attack: tinyAttack,
    engine: await engine({ backend: 'wasm' }),
    folder: join(folder, 'out'),
    budget: 'units=40',
    controls: 'matched',
    keepModels: true,
    ...change,
  };
}

describe('a comparison that keeps its models', () => {
  test('has the folder of each run, and trains a run again whose model is gone', async () => {
    const { runs, methods } = await compare(await asked());
    // Of the controls only the one that costs as much.
    expect(methods.map(({ name }) => name)).toEqual(['natural-matched', 'freelb']);
    const folders = runs.map((run) => modelFolder(join(folder, 'out'), run));
    expect(folders.every((each) => existsSync(join(each, 'parameters.json')))).toBe(true);
    rmSync(folders[1]!, { recursive: true });
    const events: CompareEvent[] = [];
    const again = await compare(await asked({ on: (event) => events.push(event) }));
    expect(existsSync(folders[1]!)).toBe(true);
    expect(again.runs.map(({ accuracy }) => accuracy)).toEqual(runs.map(({ accuracy }) => accuracy));
    expect(events.flatMap((event) => (event.kind === 'kept' ? [event.method] : []))).toEqual(['natural-matched']);
    expect(events).toContainEqual({
      kind: 'note',
      isWrong: true,
      text: `${folders[1]!} is gone, so freelb, seed 1, is trained again.`,
    });
  });
});

describe('what a training will take', () => {
  test('is told by the pace of natural steps and the units of each method', async () => {
    const task = await tinyTask();
    const pace = await naturalPace({ task, training: tinyTraining });
    expect(pace).toBeGreaterThan(0);
    expect(pace).toBeLessThan(10);
    const methods = configured([naturalMatchedEntry, freelbEntry], { freelb: { steps: 4 } });
    expect(await stepUnits(methods, { task, training: tinyTraining })).toEqual([3, 12]);
  });
});
