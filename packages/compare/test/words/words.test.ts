import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { freelbEntry } from '@advtrain/freelb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  compare,
  conclusions,
  correctOf,
  Interrupted,
  points,
  readComparison,
  table,
  UsageError,
  verify,
  timeLeft,
} from '../../src/index.ts';
import type { CompareEvent, CompareOptions, Comparison } from '../../src/index.ts';
import { schemaMistakes } from '../results/schema-mistakes.ts';
import { tinyAttack, tinyTask, tinyTraining } from '../tiny-task.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-words-'));
const neighbours = join(folder, 'neighbours.json');
const numbers = Array.from({ length: 20 }, (_, i) => 4 + i);

/** Every word's neighbours are two others. */
function writeNeighbours(shift: number): void {
  const near = numbers.map((word) => [
    word,
    [String(4 + ((word + shift) % 20)), String(4 + ((word + 2 * shift) % 20))],
  ]);
  writeFileSync(neighbours, JSON.stringify(Object.fromEntries(near)));
}

const wordAttack = { attacks: ['deepwordbug', 'substitution'], examples: 10, queries: 5, neighbours };

const asked = async (change: Partial<CompareOptions> = {}): Promise<CompareOptions> => ({
  methods: [naturalEntry, freelbEntry],
  task: await tinyTask(),
  ...tinyTraining,
  attack: tinyAttack,
  wordAttack,
  engine: await engine({ backend: 'wasm' }),
  folder: join(folder, 'out'),
  ...change,
});

describe('a comparison under attacks on characters and words', () => {
  let first: Comparison;
  const events: CompareEvent[] = [];

  beforeAll(async () => {
    await engine({ backend: 'wasm' });
    writeNeighbours(7);
    first = await compare(await asked({ seeds: [1, 2], on: (event) => events.push(event) }));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('measures every run under each of them, on the same examples, and never finds more than without', () => {
    expect(schemaMistakes(first)).toEqual([]);
    for (const { words = [] } of first.runs) {
      expect(words.map(({ name, attack, examples }) => [name, attack, examples])).toEqual([
        ['characters', 'DeepWordBug on logits', 10],
        ['substitution', expect.stringContaining('greedy substitution by '), 10],
      ]);
      expect(new Set(words.map(({ clean }) => clean)).size).toBe(1);
      for (const { accuracy, clean, queries, held } of words) {
        expect(accuracy).toBeLessThanOrEqual(clean);
        expect(queries).toBeGreaterThan(0);
        // Of at most 7 words.
        expect(queries).toBeLessThanOrEqual(35);
        expect(correctOf({ ...first.runs[0]!, correct: { held } }, 'held', 10)!.filter(Boolean)).toHaveLength(
          Math.round(10 * accuracy),
        );
      }
    }
    expect(first.runs.some(({ words = [] }) => words.some(({ accuracy, clean }) => accuracy < clean))).toBe(true);
  });

  test('says no time left before a third of the examples is done, for all advance together', () => {
    const after = (done: number, seconds: number) => timeLeft(done, 150, seconds);
    expect([after(1, 30), after(49, 60), after(50, 60), after(150, 90)]).toEqual([undefined, undefined, 120, 0]);
  });

  test('tells how far attacks are, with the time that is left', () => {
    const told = events.filter((event) => event.kind === 'attack');
    const onWords = told.filter(({ attack }) => !attack.startsWith('PGD'));
    expect(new Set(onWords.map(({ attack }) => attack))).toEqual(new Set(['characters', 'substitution']));
    expect(onWords.every(({ secondsLeft, done, of }) => (secondsLeft ?? 0) >= 0 && done <= of && of === 10)).toBe(true);
    expect(onWords.some(({ done }) => done === 10)).toBe(true);
  });

  test('has a column for each, with the clean accuracy of the attacked, and clauses against the control', () => {
    const { header, rows } = table(first);
    const titles = header.map((title) => title.replace('\n', ' '));
    expect(titles.slice(4, 7)).toEqual([
      'clean, the 10 attacked',
      'attacked by characters',
      'attacked by substitution',
    ]);
    const under = first.runs.filter(({ method }) => method === 'freelb').map(({ words }) => words![1]!.accuracy);
    const [low, high] = under.sort((a, b) => a - b);
    expect(rows[1]![6]!.split('\n')[0]).toBe(points((low! + high!) / 2));
    // Models so small may answer one class, and are then compared with nobody.
    const sound = first.runs.map((run) => ({ ...run, predicted: [0.5, 0.5] }));
    const text = conclusions({ ...first, runs: sound }).join('\n');
    expect(text).toMatch(/FreeLB against natural.*under attack by characters .*under attack by substitution /);
    expect(text).toContain(
      'Only 10 examples are attacked by characters and substitution: a share of them is known to ± 31 points',
    );
    const page = readFileSync(join(folder, 'out/report.html'), 'utf8');
    expect(page).toContain('at most 5 queries for each word of a text, on 10 of 16 development examples');
    expect(page).toContain('characters (DeepWordBug on logits)');
    expect(readFileSync(join(folder, 'out/table.md'), 'utf8')).toContain('| attacked by substitution |');
  });

  test('takes what is finished from the folder, and refuses it under other settings or other neighbours', async () => {
    const kinds = async (change: Partial<CompareOptions>) => {
      const seen: string[] = [];
      await compare(await asked({ seeds: [1, 2], on: ({ kind }) => seen.push(kind), ...change }));
      return seen.filter((kind) => kind === 'run' || kind === 'kept');
    };
    expect(await kinds({})).toEqual(['kept', 'kept', 'kept', 'kept']);
    await expect(kinds({ wordAttack: { ...wordAttack, queries: 6 } })).rejects.toThrow(
      'wordAttack.queries 5 there, 6 here',
    );
    writeNeighbours(3);
    await expect(kinds({})).rejects.toThrow(/with other settings \(wordAttack\.made/);
    writeNeighbours(7);
  });

  test('interrupted in an attack, goes on with the very same numbers', async () => {
    const aborted = new AbortController();
    const cut = await asked({ seeds: [1, 2], folder: join(folder, 'cut') });
    const on = (event: CompareEvent): void => {
      if (event.kind === 'attack' && event.method === 'freelb') aborted.abort();
    };
    await expect(compare({ ...cut, on, signal: aborted.signal })).rejects.toThrow(Interrupted);
    const { runs } = await compare(cut);
    expect(runs.map(({ words }) => words)).toEqual(first.runs.map(({ words }) => words));
  });

  test('is verified like any other', async () => {
    const methods = [naturalEntry, freelbEntry];
    const found = await verify({ folder: join(folder, 'out'), task: await tinyTask(), methods, steps: 1, seed: 1 });
    expect(found).toMatchObject({ agrees: true, problems: [] });
  });

  test('results whose words are none are damaged', () => {
    const damaged = { ...first, runs: first.runs.map((run) => ({ ...run, words: [{ name: 'characters' }] })) };
    writeFileSync(join(folder, 'out/results.json'), JSON.stringify(damaged));
    expect(() => readComparison(join(folder, 'out'))).toThrow('is damaged');
  });

  test('halves the texts with the development set where a grid chooses', async () => {
    const grid = { freelb: { steps: [1, 2] } };
    const { runs, task } = await compare(await asked({ grid, folder: join(folder, 'grid') }));
    expect(task.sets[0]!.examples).toBe(8);
    expect(runs.map(({ words }) => words![0]!.examples)).toEqual([8, 8, 8]);
    for (const { words, accuracy } of runs) expect(words![0]!.clean).toBeCloseTo(accuracy['development']!, 12);
  });

  test.each<[string, Partial<CompareOptions['wordAttack']>, string]>([
    [
      'an attack that there is not',
      { attacks: ['letters'] },
      '--attack (wordAttack.attacks) names "letters", but must be of ',
    ],
    ['no attack', { attacks: [] }, 'wordAttack.attacks is [], but must not have fewer than 1 items.'],
    ['no neighbours', { attacks: ['substitution'] }, 'The attack substitution needs a table of neighbours'],
    [
      'a file that is not there',
      { ...wordAttack, neighbours: 'no.json' },
      'There is no file no.json, which neighbours',
    ],
    ['the second text where there is one', { attacks: ['word'], part: 'pair' }, 'wordAttack.part is pair, but the '],
    ['a budget of nothing', { attacks: ['word'], queries: 0 }, 'wordAttack.queries is 0, but must be at least 1.'],
  ])('refuses %s in a sentence', async (_, given, sentence) => {
    const wrong = compare(await asked({ wordAttack: given!, folder: join(folder, 'never') }));
    await expect(wrong).rejects.toThrow(UsageError);
    await expect(wrong).rejects.toThrow(sentence);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  test('refuses what has no texts in classes', async () => {
    const task = await tinyTask('regression');
    await expect(compare(await asked({ task, attack: 'none' }))).rejects.toThrow(
      'sixteen sentences is regression, but only words of texts in classes can be attacked',
    );
    const { texts: _, ...ids } = await tinyTask();
    await expect(compare(await asked({ task: ids }))).rejects.toThrow(
      'sixteen sentences is token ids without their texts',
    );
  });
});
