import { key } from '@advtrain/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  attackRecall,
  beamSubstitution,
  everyVariant,
  greedySubstitution,
  shortRows,
  stopWords,
  strongest,
  type LabelledTexts,
  type Outcome,
  type TextModel,
  type TextParts,
} from '../../src/index.ts';
import { answer, wordModel } from './models.ts';
import { neighbours, sentences } from './sentences.ts';

const options = { key: key(5), temperature: 1 };
const model = wordModel(2, 0.25);
let examples: LabelledTexts;
let truth: readonly Outcome<TextParts>[];

beforeAll(async () => {
  const labels = await Promise.all(sentences.map((text) => answer(model, [text])));
  examples = { texts: sentences, labels };
  truth = await everyVariant(neighbours).run(model, examples, options);
});

test('texts are short by the words of what is edited', () => {
  const pairs = ['one', 'one two, three'];
  const some = { texts: ['one two three', "it's one-two"], pairs };
  expect(shortRows(some, [0, 1], { maxWords: 2 })).toEqual([1]);
  expect(shortRows(some, [1, 0], { maxWords: 2, part: 'pair' })).toEqual([0]);
  expect(shortRows({ texts: Array.from({ length: 2 }, (_, row) => 'word '.repeat(10 + row)) }, [0, 1])).toEqual([0]);
});

describe('every variant', () => {
  test('breaks what a plain recursion over words breaks, with as few edits', async () => {
    for (const { row, broken, size } of truth.slice(0, 12)) {
      const fewest = await fewestEdits(sentences[row]!, examples.labels[row]!);
      expect(broken ? size : Infinity, sentences[row]).toBe(fewest);
    }
  });

  test('says of some texts that they break, and of some that they do not', () => {
    expect(new Set(truth.map(({ broken }) => broken)).size).toBe(2);
  });

  test('asks about every variant of what it does not break, once', async () => {
    const firm: TextModel = { classes: 2, logits: async (texts) => texts.map(() => [1, 0]) };
    const one = { texts: ['Bad MUSIC is lovely!'], labels: [0] };
    // 3 neighbours, 1 and 3.
    const every = [3 + 1 + 3, 3 + 9 + 3, 9];
    for (const maxChanges of [1, 2, 3]) {
      const [outcome] = await everyVariant(neighbours, { maxChanges }).run(firm, one, options);
      const queries = every.slice(0, maxChanges).reduce((sum, count) => sum + count);
      expect(outcome).toMatchObject({ broken: false, queries, asked: queries });
    }
  });

  test('is within a budget', async () => {
    const tight = await everyVariant(neighbours).run(model, examples, { ...options, budget: { queries: 10 } });
    for (const { queries } of tight) expect(queries).toBeLessThanOrEqual(10);
  });

  test('refuses longer texts, and says what to use', async () => {
    const long = { texts: ['one two three four'], labels: [await answer(model, ['one two three four'])] };
    await expect(everyVariant(neighbours, { maxWords: 3 }).run(model, long, options)).rejects.toThrow(
      'Row 0 has 4 words, but every variant is tried of 3 at most: search with beamSubstitution.',
    );
    // As one of several it is refused before the others ask about anything but the clean text.
    const asked = wordModel(2, 0.25);
    const both = strongest([greedySubstitution(neighbours), everyVariant(neighbours, { maxWords: 3 })]);
    await expect(both.run(asked, long, options)).rejects.toThrow('Row 0 has 4 words');
    expect(asked.calls).toEqual([[['one two three four']]]);
  });
});

test.each([
  ['greedy', greedySubstitution(neighbours, { maxShare: 0.3 })],
  ['beam', beamSubstitution(neighbours, { maxShare: 0.3, width: 4 })],
])('%s search breaks nothing that cannot be broken', async (_, attack) => {
  const outcomes = await attack.run(model, examples, options);
  for (const { row, broken, size } of outcomes) {
    expect(size === Infinity || size <= 3).toBe(true);
    if (broken) expect(truth[row]!.broken, sentences[row]).toBe(true);
    if (broken) expect(truth[row]!.size).toBeLessThanOrEqual(size);
  }
});

test('a beam as wide as everything finds all that can be broken', async () => {
  const everything = beamSubstitution(neighbours, { maxShare: 1, width: 100_000 });
  const short = { texts: ['Bad MUSIC is lovely!', 'Slow story is lovely!'], labels: [] as number[] };
  for (const text of short.texts) short.labels.push(await answer(model, [text]));
  const found = await everything.run(model, short, options);
  const all = await everyVariant(neighbours, { maxChanges: 10 }).run(model, short, options);
  expect(found.map(({ broken, size }) => [broken, size])).toEqual(all.map(({ broken, size }) => [broken, size]));
});

describe('recall', () => {
  test('is the share of what can be broken that an attack breaks', async () => {
    const outcomes = await greedySubstitution(neighbours, { maxShare: 0.1 }).run(model, examples, options);
    const breakable = truth.filter(({ broken }) => broken);
    const found = breakable.filter(({ row }) => outcomes[row]!.broken).length;
    expect(attackRecall(outcomes, truth)).toEqual({
      breakable: breakable.length,
      found,
      share: found / breakable.length,
    });
    expect(found).toBeLessThan(breakable.length);
    expect(attackRecall(truth, truth).share).toBe(1);
  });

  test('counts no text that is wrong already, has no share where nothing can be broken, and none of rows that the attack left out', () => {
    expect(attackRecall([], [])).toEqual({ breakable: 0, found: 0 });
    const wrong = { row: 0, right: false, broken: true, size: 0, queries: 0, asked: 0, units: 0 };
    expect(attackRecall([wrong], [wrong])).toEqual({ breakable: 0, found: 0 });
    const broken = truth.find((each) => each.broken)!;
    expect(() => attackRecall([], [broken])).toThrow(
      `The attack has no outcome of row ${broken.row}: attack the rows that were enumerated.`,
    );
  });
});

/** Word by word, without the package's words: the texts here have no word that is part of another's place. */
async function fewestEdits(text: string, label: number): Promise<number> {
  const pieces = text.split(/([A-Za-z]+)/);
  let layer = new Map([[text, pieces]]);
  const seen = new Set([text]);
  for (let edits = 1; edits <= 3; edits++) {
    const next = new Map<string, string[]>();
    for (const current of layer.values()) {
      for (const [place, piece] of pieces.entries()) {
        if (current[place] !== piece || stopWords.has(piece)) continue;
        for (const word of neighbours.of(piece.toLowerCase()).slice(0, 5)) {
          const changed = current.with(place, inCaseOf(piece, word));
          const whole = changed.join('');
          if (!seen.has(whole)) next.set(whole, changed);
          seen.add(whole);
        }
      }
    }
    for (const whole of next.keys()) if ((await answer(model, [whole])) !== label) return edits;
    layer = next;
  }
  return Infinity;
}

function inCaseOf(like: string, word: string): string {
  if (like === like.toUpperCase()) return word.toUpperCase();
  return /^[A-Z]/.test(like) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
