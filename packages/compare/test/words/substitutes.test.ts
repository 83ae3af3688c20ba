import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { around, defineMethod, natural, neighboursFile, type Subject } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, configured, naturalMatchedEntry, UsageError } from '../../src/index.ts';
import { substitutesFor } from '../../src/task/substitutes.ts';
import { tinyNeighbours, tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-substitutes-'));
const subjects: Subject[] = [];

/** Natural training that notes what it is told of the data. */
const noting = defineMethod({
  name: 'noting',
  title: 'Noting',
  package: 'noting',
  about: 'notes its subject',
  options: { words: neighboursFile({ says: 'neighbours' }) },
  cost: '3 units a batch',
  units: () => 3,
  plugins: (_, subject) => {
    subjects.push(subject);
    return [natural()];
  },
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const refused = async (words: string | undefined, task = tinyTask()) => {
  const [method] = configured([noting], words === undefined ? {} : { noting: { words } });
  return substitutesFor(method!, await task).catch((error: unknown) => error);
};

describe('the file of neighbours that an option names', () => {
  beforeAll(() => engine({ backend: 'wasm' }));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('becomes substitutes of the tokens of the task, for the plugins of a run', async () => {
    const words = file('near.json', tinyNeighbours);
    const task = await tinyTask();
    const asked = {
      ...tinyTraining,
      epochs: 1,
      methods: [noting],
      options: { noting: { words } },
      attack: 'none',
    } as const;
    await compare({ ...asked, task, folder: join(folder, 'results') });
    const { ids, most } = subjects.at(-1)!.substitutes!;
    // Token 4 is "ee", whose neighbours are "ff" and "ll".
    expect([...ids.slice(4 * most, 4 * most + 3)]).toEqual([5, 11, -1]);
  });

  test('is known to whoever counts what a method around it costs: a budget, and a matched control', async () => {
    const needing = defineMethod({
      ...noting,
      name: 'needing',
      units: () => 3,
      plugins: (_, { substitutes }) => {
        if (!substitutes) throw new Error('It has no substitutes.');
        return [natural()];
      },
    });
    const beside = around(needing, {
      name: 'beside',
      title: 'Beside',
      package: 'beside',
      about: 'costs as much again',
      options: {},
      units: (rounds) => 3 * rounds,
      plugins: (method) => (method ? [method] : []),
    });
    const asked = {
      ...tinyTraining,
      epochs: 1,
      methods: [naturalMatchedEntry, beside],
      options: { beside: { words: file('near.json', tinyNeighbours) } },
      attack: 'none',
      task: await tinyTask(),
    } as const;
    const { runs } = await compare({ ...asked, folder: join(folder, 'matched') });
    expect(runs.map(({ method, units }) => [method, units.predicted])).toEqual([
      ['natural-matched', 12],
      ['beside', 12],
    ]);
    await expect(compare({ ...asked, budget: 'units=5', folder: join(folder, 'budget') })).rejects.toThrow(
      'The budget is 5 units, but one step of Beside costs 6: give at least that.',
    );
  });

  test('of other content is another run, and of the same content one that is not run again', async () => {
    const words = file('changing.json', tinyNeighbours);
    const task = await tinyTask();
    const kinds: string[] = [];
    const again = async (): Promise<void> => {
      const asked = {
        ...tinyTraining,
        epochs: 1,
        methods: [noting],
        options: { noting: { words } },
        attack: 'none',
      } as const;
      await compare({ ...asked, task, folder: join(folder, 'changing'), on: ({ kind }) => void kinds.push(kind) });
    };
    await again();
    await again();
    file('changing.json', { ...tinyNeighbours, ee: ['ff'] });
    await again();
    expect(kinds.filter((kind) => kind === 'run' || kind === 'kept')).toEqual(['run', 'kept', 'run']);
  });

  test.each<[string, string | undefined, RegExp]>([
    [
      'missing',
      undefined,
      /^Noting needs neighbours of words, but has none: name a file of them, as in noting\.words=neighbours\.json\.$/,
    ],
    ['not there', join(folder, 'nowhere.json'), /nowhere\.json could not be read: ENOENT.*\.$/],
    ['no JSON', file('broken.json', '{'), /broken\.json is not JSON: /],
    ['no table', file('list.json', []), /^list\.json must be an object of lists of words by words: /],
    [
      'of other words',
      file('other.json', { film: ['movie'] }),
      /other\.json has no word and neighbour that are one token each of .*: give a larger file\.$/,
    ],
  ])('is refused in one sentence where it is %s', async (_, words, sentence) => {
    const error = await refused(words);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(sentence);
  });

  test('is refused where the task has no tokenizer', async () => {
    const { substitutes: _none, ...rest } = await tinyTask();
    const error = await refused(file('near.json', tinyNeighbours), Promise.resolve(rest));
    expect((error as Error).message).toBe(
      'Noting puts words in the place of others, but sixteen sentences come without a tokenizer: choose another method.',
    );
  });

  test('is refused by its ending before anything is read', () => {
    expect(() => configured([noting], { noting: { words: 'vectors.txt' } })).toThrow(
      new UsageError('noting.words is "vectors.txt", but must be the path of a .json file, or none.'),
    );
  });
});
