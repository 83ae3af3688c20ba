import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkMethod, methodNames, methods, run } from '@advtrain/compare';
import type { MethodName, Settings, Task } from '@advtrain/compare';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tinySettings, tinyTask } from '../../compare/test/tiny-task.ts';
import { assignments, loadTask, presets, resolve } from '../src/index.ts';
import { writeDigits } from './tiny-images.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-methods-'));
const live = { progress: () => undefined, note: () => undefined };

const one = (method: MethodName, task: Task, settings: Settings) =>
  run(method, 1, {
    task,
    settings,
    live,
    key: method,
    checkpointSeconds: 1000,
    record: join(folder, 'record.jsonl'),
    checkpoint: join(folder, 'checkpoint.safetensors'),
  });

const isFor = (kind: Task['kind']) =>
  methodNames.filter((name) => !methods[name].only || methods[name].only.kinds.includes(kind));

beforeAll(() => engine({ backend: 'wasm' }));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('every method', () => {
  test.each(isFor('classification').map((name) => [name]))('%s costs on text what it says', async (name) => {
    const { units, status } = await one(name, tinyTask(), {
      ...tinySettings(),
      epochs: 1,
      options: presets['quick']!.options,
    });
    expect([status, units.counted]).toEqual(['finished', expect.closeTo(units.predicted, 6)]);
    expect(units.counted).toBeGreaterThan(0);
  });

  test.each(isFor('images').map((name) => [name]))('%s costs on images what it says', async (name) => {
    writeDigits(folder);
    const sizes = { trainSize: 16, developmentSize: 2, testSize: 4, batchSize: 8, epochs: 1 };
    const attack = { steps: 1, radii: [0.3], examples: 2 };
    const options = { pgd: { steps: 2 }, yopo: { outer: 2, inner: 2 }, freeat: { replays: 2 }, trades: { steps: 2 } };
    const asked = resolve({ data: 'mnist', model: 'fast-mnist', ...sizes, attack, options });
    const { settings, task } = await loadTask(asked, { dataFrom: folder });
    const { units, status } = await one(name, task, settings);
    expect([status, units.counted]).toEqual(['finished', expect.closeTo(units.predicted, 6)]);
  });

  test.each(methodNames.map((name) => [name]))(
    '%s has a value in each preset for every option, and no other',
    (name) => {
      for (const { options } of Object.values(presets)) {
        expect(Object.keys(options[name]).sort()).toEqual(Object.keys(methods[name].options).sort());
      }
    },
  );

  test('takes options by its name, also with signs in it', () => {
    expect(assignments(['freelb++.steps=20', 'trades.radius=none'])).toEqual({
      'freelb++': { steps: 20 },
      trades: { radius: 'none' },
    });
  });

  test('is refused in one sentence where it does not fit the task', () => {
    expect(() => {
      checkMethod('tavat', 'images', 'mnist');
    }).toThrow(/^TAVAT is for classification .* and regression .*; mnist is images: choose another method\.$/);
    expect(() => {
      checkMethod('vat', 'regression', 'glue/stsb');
    }).toThrow(/distributions over classes/);
    expect(() => {
      checkMethod('freelb', 'images', 'mnist');
    }).not.toThrow();
  });
});
