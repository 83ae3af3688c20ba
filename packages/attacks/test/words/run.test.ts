import { key } from '@advtrain/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  deepWordBug,
  greedySubstitution,
  neighboursOf,
  strongest,
  textBuggerLike,
  beamSubstitution,
  type LabelledTexts,
  type Similarity,
  type TextModel,
} from '../../src/index.ts';
import { allAttacks } from './attacks.ts';
import { answer, wordModel } from './models.ts';
import { neighbours, sentences } from './sentences.ts';

const options = { key: key(3), temperature: 2 };
const model = wordModel(3, 0.25);
let examples: LabelledTexts;

beforeAll(async () => {
  examples = { texts: sentences, labels: await Promise.all(sentences.map((text) => answer(model, [text]))) };
});

test.each(allAttacks({}))('$name asks about all texts at once', async (attack) => {
  const one = wordModel(3, 0.25);
  const outcomes = await attack.run(one, examples, options);
  const asked = outcomes.reduce((sum, outcome) => sum + outcome.asked, 0);
  const longest = Math.max(...outcomes.map(({ queries }) => queries));
  const calls = one.calls.slice(1);
  expect(calls.flat()).toHaveLength(asked);
  // Words by their number: one call to rank them, at most one for each.
  expect(calls.length).toBeLessThanOrEqual(Math.min(longest, 14));
});

describe('likeness', () => {
  /** The share of characters that two texts have alike in their places. */
  const alike: Similarity & { calls: number } = {
    name: 'places',
    threshold: 0.85,
    calls: 0,
    async similar(originals, candidates) {
      alike.calls++;
      return originals.map((original, index) => placesAlike(original, candidates[index]!));
    },
  };

  test.each([
    ['greedily', greedySubstitution(neighbours, { similarity: alike, maxShare: 1 })],
    ['by beams', beamSubstitution(neighbours, { similarity: alike, maxShare: 1 })],
    ['by characters', textBuggerLike(neighbours, { similarity: alike })],
  ])('of what is found %s is above its threshold, and is asked for all texts at once', async (_, attack) => {
    alike.calls = 0;
    const found = (await attack.run(model, examples, options)).filter(({ adversarial }) => adversarial);
    expect(found).not.toHaveLength(0);
    for (const { row, adversarial } of found)
      expect(placesAlike(sentences[row]!, adversarial![0])).toBeGreaterThanOrEqual(alike.threshold);
    expect(alike.calls).toBeLessThan(100);
  });

  test('decides between candidates that succeed', async () => {
    // "bad" makes class 1; each neighbour makes 0, the first most of all.
    const says: Record<string, number> = { bad: -1, awful: 9, poor: 5, dire: 7 };
    const fickle: TextModel = {
      classes: 2,
      logits: async (texts) => texts.map(([text]) => [says[text] ?? 0, 0]),
    };
    const likePoor: Similarity = {
      name: 'taste',
      threshold: 0.1,
      similar: async (_, candidates) => candidates.map((text) => (text === 'poor' ? 0.9 : 0.5)),
    };
    const one = { texts: ['bad'], labels: [1] };
    const run = async (similarity?: Similarity) => {
      const attack = greedySubstitution(neighbours, { maxShare: 1, ...(similarity && { similarity }) });
      return (await attack.run(fickle, one, options))[0]!.adversarial;
    };
    expect(await run()).toEqual(['awful']);
    expect(await run(likePoor)).toEqual(['poor']);
    expect(await run({ ...likePoor, threshold: 0.9 })).toEqual(['poor']);
    expect(await run({ ...likePoor, threshold: 0.95 })).toBeUndefined();
  });

  test('is not looked at beyond the first candidate in the order of scores that fails, as in TextAttack', async () => {
    const says: Record<string, readonly number[]> = {
      bad: [9, 1, 0],
      awful: [1, 9, 1],
      poor: [1, 0.9, 0.9],
      dire: [4.9, 5, 0.8],
    };
    const three: TextModel = { classes: 3, logits: async (texts) => texts.map(([text]) => says[text] ?? [0, 0, 0]) };
    const likeDire: Similarity = {
      name: 'taste',
      threshold: 0,
      similar: async (_, candidates) => candidates.map((text) => (text === 'dire' ? 1 : 0.5)),
    };
    const one = { texts: ['bad'], labels: [0] };
    const attack = greedySubstitution(neighbours, { maxShare: 1, similarity: likeDire, goal: 'probability' });
    expect((await attack.run(three, one, options))[0]!.adversarial).toEqual(['awful']);
  });

  function placesAlike(a: string, b: string): number {
    return Array.from(a).filter((character, index) => character === b[index]).length / Math.max(a.length, b.length);
  }
});

test('probabilities that saturate stop a search that logits do not', async () => {
  const sure: TextModel = {
    classes: 2,
    logits: async (texts) =>
      texts.map(([text]) => [
        300 * (2 - text.split(' ').filter((word) => word === 'dire' || word === 'drab').length) - 150,
        0,
      ]),
  };
  const one = { texts: ['bad dull'], labels: [0] };
  const table = neighboursOf({ bad: ['dire'], dull: ['drab'] });
  const run = (goal: 'logits' | 'probability') =>
    greedySubstitution(table, { maxShare: 1, goal }).run(sure, one, options);
  expect((await run('logits'))[0]).toMatchObject({ broken: true, size: 2, adversarial: ['dire drab'] });
  expect((await run('probability'))[0]).toMatchObject({ broken: false });
});

test('is one of the attacks whose worst case is taken, at the cost of all', async () => {
  const parts = [greedySubstitution(neighbours), deepWordBug()];
  const [greedy, bug] = await Promise.all(parts.map((attack) => attack.run(model, examples, options)));
  const both = await strongest(parts).run(model, examples, options);
  both.forEach(({ broken, queries }, row) => {
    expect(broken).toBe(greedy![row]!.broken || bug![row]!.broken);
    expect(queries).toBe(greedy![row]!.queries + (greedy![row]!.broken ? 0 : bug![row]!.queries));
  });
});

test('pauses between batches, tells of progress, and ends with what a pause throws', async () => {
  const told: { done: number; of: number; asked: number | undefined }[] = [];
  let pauses = 0;
  const outcomes = await deepWordBug().run(model, examples, {
    ...options,
    pause: async () => void pauses++,
    progress: (done, of, asked) => told.push({ done, of, asked }),
  });
  expect(pauses).toBeGreaterThan(1);
  expect([...new Set(told.map(({ done }) => done))].filter((done) => done > 0)).toEqual(
    sentences.map((_, index) => index + 1),
  );
  expect(told[0]!.of).toBe(sentences.length);
  const asked = told.map((at) => at.asked!);
  expect(asked).toEqual([...asked].sort((a, b) => a - b));
  expect(asked.at(-1)).toBe(outcomes.reduce((sum, outcome) => sum + outcome.asked, 0));
  const stop = async () => Promise.reject(new Error('stopped'));
  await expect(deepWordBug().run(model, examples, { ...options, pause: stop })).rejects.toThrow('stopped');
});

test('calibrates its temperature where none is given, and takes what is known of clean texts', async () => {
  const attack = deepWordBug();
  const clean = await attack.look(model, examples, { key: key(3) });
  expect(clean.temperature).toBeGreaterThan(0);
  const asked = wordModel(3, 0.25);
  const outcomes = await attack.run(asked, examples, { key: key(3), clean });
  expect(asked.calls.flat()).toHaveLength(outcomes.reduce((sum, outcome) => sum + outcome.asked, 0));
  expect(outcomes).toEqual(await attack.run(model, examples, { key: key(3) }));
});

test('says how many texts were asked about while no example is done yet', async () => {
  const texts = Array.from({ length: 300 }, (_, row) => `a rather good film, my number ${row}`);
  const labels = await Promise.all(texts.map((text) => answer(model, [text])));
  const told: (number | undefined)[] = [];
  const progress = (done: number, _: number, asked?: number): void => {
    if (done === 0) told.push(asked);
  };
  await deepWordBug().run(model, { texts, labels }, { ...options, progress });
  // The 1,500 of the first round, in two calls.
  expect(told.slice(0, 2)).toEqual([1024, 1500]);
});

test('asks about at most 1,024 texts in a call, with a pause between', async () => {
  const many = { texts: Array.from({ length: 2100 }, (_, row) => `text ${row}`), labels: Array<number>(2100).fill(0) };
  const asked = wordModel(2, 1);
  let pauses = 0;
  await deepWordBug().look(asked, many, { key: key(1), pause: async () => void pauses++ });
  expect(asked.calls.map((call) => call.length)).toEqual([1024, 1024, 52]);
  expect(pauses).toBe(2);
});

describe('what cannot be attacked is refused', () => {
  const bug = deepWordBug();
  const one = { texts: ['a film'], labels: [0] };

  test.each<[string, () => Promise<unknown>]>([
    [
      'The model has 1 outputs a text, but words are attacked where there are at least 2 classes',
      () => bug.run({ ...model, classes: 1 }, one, options),
    ],
    ['There are 1 texts, 2 labels: give as many of each.', () => bug.run(model, { ...one, labels: [0, 1] }, options)],
    [
      'The label of row 0 is 3, but must be a class index from 0 to 2.',
      () => bug.run(model, { ...one, labels: [3] }, options),
    ],
    ['rows has 4, but the rows are 0 to 0.', () => bug.run(model, one, { ...options, rows: [4] })],
    ['rows names a row twice', () => bug.run(model, one, { ...options, rows: [0, 0] })],
    ['part is "pair", but the examples are single texts', () => deepWordBug({ part: 'pair' }).run(model, one, options)],
    ['temperature is 0, but must be above 0', () => bug.run(model, one, { ...options, temperature: 0 })],
    ['batchSize is 0, but must be a whole number', () => bug.run(model, one, { ...options, batchSize: 0 })],
    [
      'The model answers NaN, 0, 1 to ["a film"]',
      () => bug.run({ classes: 3, logits: async () => [[NaN, 0, 1]] }, one, options),
    ],
    [
      'The model answers 2 logits to a text, but has 3',
      () => bug.run({ classes: 3, logits: async () => [[0, 1]] }, one, options),
    ],
    [
      'The model answers 0 rows of logits to 1 texts',
      () => bug.run({ classes: 3, logits: async () => [] }, one, options),
    ],
    ['maxShare is 2, but must be at most 1', async () => greedySubstitution(neighbours, { maxShare: 2 })],
    ['most is 0, but must be a whole number', async () => greedySubstitution(neighbours, { most: 0 })],
    ['width is 0, but must be a whole number', async () => beamSubstitution(neighbours, { width: 0 })],
    [
      'Greedy substitution needs neighbours of words, but has none: give a file of them or of counter-fitted vectors',
      async () => greedySubstitution(neighboursOf({})),
    ],
  ])('%s', async (sentence, attempt) => {
    await expect(attempt()).rejects.toThrow(sentence);
  });
});
