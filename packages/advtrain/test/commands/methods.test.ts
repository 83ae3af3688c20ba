import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkMethod, configured, run } from '@advtrain/compare';
import type { Configured, RunContext } from '@advtrain/compare';
import { neighboursOption, type MethodEntry, type TaskKind } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tinyAttack, tinyNeighbours, tinyTask, tinyTraining } from '../../../compare/test/tiny-task.ts';
import { assignments, loadTask, methodNamed, methods, resolve } from '../../src/index.ts';
import { writeDigits } from '../tiny-images.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-methods-'));
const one = (method: Configured, what: Pick<RunContext, 'task' | 'training' | 'attack'>) =>
  run(method, 1, {
    ...what,
    key: method.entry.name,
    checkpointSeconds: 1000,
    record: join(folder, 'record.jsonl'),
    checkpoint: join(folder, 'checkpoint.safetensors'),
  });

const isFor = (kind: TaskKind): [string, MethodEntry][] =>
  methods.filter(({ kinds }) => !kinds || kinds.includes(kind)).map((entry) => [entry.name, entry]);

function neighboursFile(): string {
  const path = join(folder, 'neighbours.json');
  writeFileSync(path, JSON.stringify(tinyNeighbours));
  return path;
}

beforeAll(() => engine({ backend: 'wasm' }));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('are FreeLB, PGD, FreeAT, YOPO and more than twenty others, as README and the first page say', () => {
  const trained = methods.filter(({ name, matched }) => name !== 'natural' && !matched).map(({ name }) => name);
  expect(trained).toEqual(expect.arrayContaining(['freelb', 'pgd', 'freeat', 'yopo']));
  expect(trained.length - 4).toBeGreaterThan(20);
});

describe('every method', () => {
  test.each(isFor('classification'))('%s costs on text what it says', async (_, entry) => {
    const training = { ...tinyTraining, epochs: 1 };
    const given =
      neighboursOption(entry.options) === undefined ? {} : { [entry.name]: { neighbours: neighboursFile() } };
    const { units, status } = await one(configured([entry], given)[0]!, {
      task: await tinyTask(),
      training,
      attack: tinyAttack,
    });
    expect([status, units.counted]).toEqual(['finished', expect.closeTo(units.predicted, 6)]);
    expect(units.counted).toBeGreaterThan(0);
  });

  test.each(isFor('images'))('%s costs on images what it says', async (name, entry) => {
    writeDigits(folder);
    const sizes = { trainSize: 16, developmentSize: 2, testSize: 4, batchSize: 8, epochs: 1 };
    const attack = { steps: 1, radii: [0.3], examples: 2 };
    const options = { pgd: { steps: 2 }, yopo: { outer: 2, inner: 2 }, freeat: { replays: 2 }, trades: { steps: 2 } };
    const asked = resolve({ data: 'mnist', model: 'fast-mnist', ...sizes, attack, options });
    const { settings, task } = await loadTask(asked, { dataFrom: folder });
    const method = { entry, options: settings.options[name]! };
    const { units, status } = await one(method, { task, training: settings, attack: settings.attack });
    expect([status, units.counted]).toEqual(['finished', expect.closeTo(units.predicted, 6)]);
  });

  test('has an entry in the list, under a name and a title of its own', () => {
    expect(new Set(methods.map(({ name }) => name)).size).toBe(methods.length);
    expect(new Set(methods.map(({ title }) => title)).size).toBe(methods.length);
  });

  test('takes options by its name, also with signs in it', () => {
    expect(assignments(['freelb++.steps=20', 'trades.radius=none'])).toEqual({
      'freelb++': { steps: 20 },
      trades: { radius: 'none' },
    });
  });

  test('is refused in one sentence where it does not fit the task', () => {
    expect(() => {
      checkMethod(methodNamed('tavat'), 'images', 'mnist');
    }).toThrow(
      /^TAVAT is for classification, .* and question answering of texts, because .*; mnist is images: choose another method\.$/,
    );
    expect(() => {
      checkMethod(methodNamed('vat'), 'regression', 'glue/stsb');
    }).toThrow(/distributions over classes/);
    expect(() => {
      checkMethod(methodNamed('freelb'), 'images', 'mnist');
    }).not.toThrow();
  });
});
