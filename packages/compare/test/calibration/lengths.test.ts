import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naturalEntry } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import { imageSet } from '@advtrain/evaluate';
import { engine } from '@advtrain/engine';
import { fgmEntry } from '@advtrain/fgm';
import { freelbEntry } from '@advtrain/freelb';
import { tinyImage, tinyText } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, heldTraining, lengthsOf, page, streamedTraining, table } from '../../src/index.ts';
import type { CompareEvent, CompareOptions, Comparison, Task } from '../../src/index.ts';
import { reachText } from '../../src/methods/texts.ts';
import { tinyAttack, tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-lengths-'));

/** The task with word embeddings in which every entry of the row of an id is that id: of width 8, a token's norm is id · √8. */
async function knownTask(): Promise<Task> {
  const task = await tinyTask();
  return {
    ...task,
    model: async (seed) => {
      const model = await task.model(seed);
      const [name] = Object.keys(model.params).filter((each) => each.includes('word_embeddings'));
      const table = model.params[name!]!;
      const rows = Array.from({ length: 24 }, (_, id) => Array.from({ length: 8 }, () => id));
      tf.tidy(() => {
        table.assign(tf.tensor2d(rows));
      });
      return model;
    },
  };
}

/** The ids of the sentences of {@link tinyTask}. */
const sentences = Array.from({ length: 16 }, (_, i) =>
  Array.from({ length: 3 + (i % 5) }, (_, j) => 4 + ((7 * i + j) % 20)),
);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(half)]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

const expected = {
  example: median(sentences.map((ids) => Math.sqrt(8 * ids.reduce((sum, id) => sum + id * id, 0)))),
  token: median(sentences.flat().map((id) => Math.sqrt(8) * id)),
};

const digits = (value: number) => Number(value.toPrecision(4));

beforeAll(() => engine({ backend: 'wasm' }));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('how long the x of a task are', () => {
  test('is the median of its training examples and tokens, without padding, to four digits', async () => {
    expect(await lengthsOf(await knownTask())).toEqual({
      example: digits(expected.example),
      token: digits(expected.token),
      entry: digits(digits(expected.token) / Math.sqrt(8)),
    });
  });

  test('is the same of a stream of the same examples', async () => {
    const task = await knownTask();
    const train = streamedTraining({
      groups: [16],
      padId: 0,
      encode: ({ texts }) => texts.map((text) => ({ ids: text.split(' ').map(Number) })),
      examples: async function* () {
        for (const ids of sentences) yield { text: ids.join(' '), label: 0 };
      },
    });
    expect(await lengthsOf({ ...task, train })).toEqual(await lengthsOf(task));
  });

  test('is measured once a task, leaves no tensor behind, and is tried again where it failed', async () => {
    const task = await knownTask();
    const { numTensors } = tf.memory();
    let made = 0;
    const counted: Task = {
      ...task,
      model: (seed) => (made++ === 0 ? Promise.reject(new Error('no model')) : task.model(seed)),
    };
    await expect(lengthsOf(counted)).rejects.toThrow('no model');
    expect(await lengthsOf(counted)).toBe(await lengthsOf(counted));
    expect(made).toBe(2);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('is of images their norms, and the range of their pixels', async () => {
    const task = await tinyTask();
    const pixels = Uint8Array.from({ length: 4 * 64 }, (_, i) => (i < 128 ? 255 : 51));
    const images = {
      pixels,
      labels: Uint8Array.of(0, 1, 0, 1),
      labelNames: ['a', 'b'],
      shape: [8, 8, 1] as const,
    };
    const net = (): Promise<Model & { dispose(): void }> => Promise.resolve(tinyImage());
    const found = await lengthsOf({
      ...task,
      kind: 'images',
      train: heldTraining(imageSet(images)),
      model: net,
    });
    expect(found).toEqual({ example: digits((8 + 1.6) / 2), token: 0.6, entry: 1 });
  });
});

describe('a comparison with lengths as shares', () => {
  const asked = async (change: Partial<CompareOptions> = {}): Promise<CompareOptions> => ({
    methods: [naturalEntry, freelbEntry],
    task: await knownTask(),
    ...tinyTraining,
    attack: { ...tinyAttack, radii: ['5%', 2], headline: '5%' },
    engine: await engine({ backend: 'wasm' }),
    folder: join(folder, 'shares'),
    ...change,
  });
  const length = digits(expected.example);
  const radius = (5 * length) / 100;
  const shares = { stepSize: '1%', start: '0.5%', radius: '5%' };
  const numbers = { stepSize: length / 100, start: (0.5 * length) / 100, radius };
  let relative: Comparison;
  let absolute: Comparison;

  beforeAll(async () => {
    relative = await compare(await asked({ options: { freelb: shares } }));
    const attack = { ...tinyAttack, radii: [radius, 2], headline: radius };
    absolute = await compare(await asked({ attack, options: { freelb: numbers }, folder: join(folder, 'numbers') }));
  });

  test('gives the very same numbers as one with those lengths', () => {
    const measured = ({ runs }: Comparison) => runs.map(({ curve, robust, accuracy }) => ({ curve, robust, accuracy }));
    expect(measured(relative)).toEqual(measured(absolute));
    expect(relative.runs[0]!.robust.map((point) => point.radius)).toEqual([0, radius, 2]);
    expect(relative.runs[1]!.curve).not.toEqual(relative.runs[0]!.curve);
  });

  test('records how long x are, and shows lengths both ways', () => {
    const share = (value: number) => `${Number(((100 * value) / length).toPrecision(2))}%`;
    expect(relative.task.lengths?.example).toBe(length);
    expect(relative.runs[0]!.lengths).toEqual(relative.task.lengths);
    const { header } = table(relative);
    expect(header).toContain(`attacked\nε 5% (${digits(radius)})`);
    expect(header).toContain(`attacked\nε 2 (${share(2)})`);
    expect(relative.methods[1]!.settings).toContain(`radius ${digits(radius)} (5% of ‖x‖)`);
    expect(absolute.methods[1]!.settings).toBe(relative.methods[1]!.settings);
    const html = page(relative);
    expect(html).toContain(`<tr><th scope="row">median ‖x‖</th><td>${length} of an example, `);
    expect(readFileSync(join(folder, 'shares/table.md'), 'utf8')).toContain(`attacked ε 5% (${digits(radius)})`);
    expect(html).not.toMatch(/NaN|undefined/);
  });

  test('says how far a method moves where that is not as far as its ball reaches', () => {
    const model = tinyText();
    const measured = { model, lengths: { example: 5, token: 1, entry: 0.1 } };
    const reach = (stepSize: string, radius: string | number) =>
      reachText({ steps: 3, stepSize, start: '0.5%', radius }, { entry: freelbEntry, measured });
    // Of three rounds two are reached by a move.
    expect(reach('0.7%', '3%')).toBe('; moves at most 1.9% of ‖x‖ in a batch');
    expect(reach('0.7%', 1)).toBe('; moves at most 1.9% of ‖x‖ in a batch');
    expect([reach('1.5%', '3%'), reach('0.7%', 'none')]).toEqual(['', '']);
    model.dispose();
  });

  test('takes from the folder what is finished, unless x are of another length', async () => {
    const finished = async (task: Task) => {
      const names: string[] = [];
      const on = (event: CompareEvent): void => {
        if (event.kind === 'finished') names.push(event.method);
      };
      await compare(await asked({ task, options: { freelb: shares }, on }));
      return names;
    };
    const task = await knownTask();
    expect(await finished(task)).toEqual([]);
    // Another length under the same fingerprint: as if the measuring had changed.
    const other: Task = { ...task, model: async (seed) => (await tinyTask()).model(seed) };
    expect(await finished(other)).toEqual(['natural', 'freelb']);
  });

  test('warns of lengths far from what is useful, each in a sentence, but not of a default as published', async () => {
    const notes = async (options: CompareOptions['options']) => {
      const texts: string[] = [];
      const on = (event: CompareEvent): void => {
        if (event.kind === 'note') texts.push(event.text);
      };
      const methods = [freelbEntry, fgmEntry];
      await compare(
        await asked({ methods, attack: 'none', options: options!, epochs: 1, folder: join(folder, 'notes'), on }),
      );
      return texts;
    };
    const big = digits(0.25 * length);
    expect(await notes({ freelb: { radius: '25%', start: 0, stepSize: '0.01%' } })).toEqual([
      `FreeLB: stepSize is ${digits(length / 10_000)}, 0.01% of the median ‖x‖, less than 0.1%, which hardly changes a thing; ` +
        'what helps is mostly 3% to 12% in all: try freelb.stepSize=5%.',
      `FreeLB: radius is ${big}, 25% of the median ‖x‖, more than 20%, which tends to drown a text; what helps is ` +
        'mostly 3% to 12% in all: try freelb.radius=5%.',
    ]);
    expect(await notes({ freelb: { radius: 'none', stepSize: '20%' }, fgm: { radius: '0.1%' } })).toEqual([]);
  });

  test.each<[string, Partial<CompareOptions>, string]>([
    [
      'a length that is none',
      { options: { freelb: { radius: '5' } } },
      'freelb.radius is "5", but must be a number greater than 0, or a percentage such as 5%, or none.',
    ],
    [
      'a length below 0',
      { options: { freelb: { stepSize: -1 } } },
      'freelb.stepSize is -1, but must be a number of at least 0, or a percentage such as 5%.',
    ],
    [
      'a radius of the attack that is none',
      { attack: { radii: ['0%'] } },
      'attack.radii.0 is "0%", but must be a number greater than 0, or a percentage such as 5%.',
    ],
    [
      'a headline that is no radius',
      { attack: { radii: ['5%', 2], headline: '2%' } },
      'attack.headline is 2%, but must be one of attack.radii: 5%, 2.',
    ],
  ])('refuses %s', async (_, change, sentence) => {
    await expect(compare(await asked({ folder: join(folder, 'never'), ...change }))).rejects.toThrow(sentence);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});
