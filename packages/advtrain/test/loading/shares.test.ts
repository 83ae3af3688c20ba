import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTask, resolve } from '../../src/index.ts';
import type { Config, LoadOptions } from '../../src/index.ts';
import { writeDigits } from '../tiny-images.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-shares-'));
const at = (name: string) => join(folder, name);

/** Texts of which one in twenty is `pos`. */
function write(name: string, rows: number, film = 'film'): void {
  const lines = Array.from({ length: rows }, (_, row) => `${film} ${row},${row % 20 === 0 ? 'pos' : 'neg'}\n`);
  writeFileSync(at(name), `text,label\n${lines.join('')}`);
}

async function loaded(config: Config, options: LoadOptions = {}) {
  const { task } = await loadTask(resolve([{ model: 'tiny-bert', maxLength: 8, ...config }]), options);
  return task;
}

beforeAll(async () => {
  write('train.csv', 400);
  write('dev.csv', 800, 'drama');
  await engine({ backend: 'cpu' });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a part of a file', () => {
  const sizes = { data: at('train.csv'), trainSize: 100, developmentSize: 200 };

  test('that is measured has the shares of classes of the whole, and a note says how large it is', async () => {
    const { info, sets } = await loaded(sizes, { devData: at('dev.csv') });
    expect(info.sets).toEqual([{ id: 'development', title: 'development', examples: 200, majority: 0.95 }]);
    expect(sets['development']!.labels.filter((label) => label === 1)).toHaveLength(10);
    expect(info.notes).toEqual([
      'Only a part is used, drawn so that classes keep their shares: 100 of 400 training examples and 200 of 800 of ' +
        'development (trainSize, developmentSize and testSize say how many).',
    ]);
  });

  test.each([
    [{}, ''],
    [{ stream: true }, ', as far as its first 400 training examples tell'],
  ])('that is measured on has a note of how many of its texts are trained on: %j', async (how, known) => {
    write('same.csv', 500, 'FILM');
    const whole = { data: at('train.csv'), trainSize: 400, developmentSize: 500 };
    const { info } = await loaded(whole, { devData: at('same.csv'), ...how });
    expect(info.notes).toEqual([
      `400 of 500 development examples of ${at('same.csv')} have texts that ${at('train.csv')} has to train on too${known}: ` +
        'what is measured with them flatters. Take them out of one of the files.',
    ]);
  });

  test('of what is trained on alone names the setting and the option that say how much', async () => {
    const { info } = await loaded({ ...sizes, developmentSize: 800 }, { devData: at('dev.csv') });
    expect(info.notes[0]).toMatch(/: 100 of 400 training examples \(trainSize, or --train-size, says how many\)\.$/);
  });

  test('that is trained on has them too, in every seed', async () => {
    const { train } = await loaded(sizes, { devData: at('dev.csv') });
    for (const seed of [1, 2]) {
      const feed = train.feed({ batchSize: 100, seed, used: 0 });
      for (const { labels } of feed.batches) {
        expect([...labels.dataSync()].filter((label) => label === 1)).toHaveLength(5);
        break;
      }
    }
  });

  test('is none, and no note, where all of it is used', async () => {
    const { info } = await loaded({ ...sizes, trainSize: 400, developmentSize: 800 }, { devData: at('dev.csv') });
    expect(info.sets[0]).toMatchObject({ examples: 800, majority: 0.95 });
    expect(info.notes).toEqual([]);
  });

  test('of a file that is read as it is needed is told of as well', async () => {
    const { info } = await loaded({ ...sizes, developmentSize: 40 }, { stream: true });
    expect(info.data).toBe(`${at('train.csv')}, 40 examples held out for development`);
    expect(info.notes.join()).toMatch(/^Only a part is used, .*: (9\d|100) of 360 training examples \(/);
  });
});

describe('a regression', () => {
  const values = (name: string, rows: number) => {
    writeFileSync(
      at(name),
      `text,label\n${Array.from({ length: rows }, (_, row) => `text ${row},${row}.5\n`).join('')}`,
    );
    return at(name);
  };

  test('of six examples holds out two, without which there is no correlation', async () => {
    const { info } = await loaded({ data: values('six.csv', 6) }, { regression: true });
    expect([info.trainExamples, info.sets[0]?.examples]).toEqual([4, 2]);
  });

  test('of too few examples is refused in terms of its file', async () => {
    await expect(loaded({ data: values('two.csv', 2) }, { regression: true })).rejects.toThrow(
      /two\.csv has 2 examples, but training and development need at least 3: .* with --dev-data\.$/,
    );
    const few = loaded({ data: values('six.csv', 6) }, { regression: true, devData: values('one.csv', 1) });
    await expect(few).rejects.toThrow(
      /^development has 1 example, but a correlation needs at least two .* --dev-data\.$/,
    );
  });
});

describe('images', () => {
  const settings = { data: 'mnist', model: 'fast-mnist' };

  test('of fewer than ten for training have one of them for development alone', async () => {
    mkdirSync(at('nine'));
    writeDigits(at('nine'), 9, 5);
    const { info } = await loaded({ ...settings, testSize: 4 }, { dataFrom: at('nine') });
    expect(info.trainExamples).toBe(8);
    expect(info.sets.map(({ id, examples }) => [id, examples])).toEqual([
      ['development', 1],
      ['test', 4],
    ]);
    expect(info.notes[0]).toMatch(/of the test the first: 4 of 5 test images \(/);
  });

  test.each([0, 1])('of which %i are for training are refused in one sentence', async (images) => {
    writeDigits(at('few'), images, 5);
    await expect(loaded(settings, { dataFrom: at('few') })).rejects.toThrow(
      `mnist has ${images} training and 5 test images here, but needs at least 2 and 1: get its files again.`,
    );
  });
});
