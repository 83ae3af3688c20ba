import { key } from '@advtrain/engine';
import { describe, expect, test } from 'vitest';
import {
  beamSubstitution,
  greedySubstitution,
  neighboursOf,
  type Outcome,
  type SubstitutionOptions,
  type TextModel,
  type TextParts,
} from '../../src/index.ts';
import { byRules } from '../../src/words/candidates/candidates.ts';
import { neighbouring } from '../../src/words/candidates/neighbours.ts';
import { wordAttack } from '../../src/words/run/word-attack.ts';
import { greedy } from '../../src/words/search/greedy.ts';
import { stopWords } from '../../src/words/text/stop-words.ts';

/** A model that errs where a text has as many bad words as it bears. */
function bearing(most: number): TextModel {
  return {
    classes: 2,
    logits: async (texts) => texts.map(([text]) => [most - 0.5 - text.toLowerCase().split('bad').length + 1, 0]),
  };
}

const table = neighboursOf({ one: ['ok', 'bad'], two: ['bad'], the: ['bad'] });
const examples = { texts: ['one two one two one two one two one two'], labels: [0] };
const options = { key: key(1), temperature: 1 };

describe.each([
  ['greedy', greedySubstitution],
  ['beam', beamSubstitution],
] as const)('%s substitution', (_, substitution) => {
  const run = async (most: number, chosen: SubstitutionOptions, attacked = examples): Promise<Outcome<TextParts>> => {
    const [outcome] = await substitution(table, chosen).run(bearing(most), attacked, options);
    return outcome!;
  };

  test('edits a share of the words at most, rounded up', async () => {
    expect(await run(3, {})).toMatchObject({ broken: true, size: 3 });
    expect(await run(4, {})).toMatchObject({ broken: false, size: Infinity });
    expect(await run(4, { maxShare: 0.31 })).toMatchObject({ broken: true, size: 4 });
    expect(await run(10, { maxShare: 1 })).toMatchObject({ broken: true, size: 10 });
    expect(await run(1, { maxShare: 0 })).toMatchObject({ broken: false });
  });

  test('tries the nearest neighbours only, where their number is given', async () => {
    expect(await run(6, { maxShare: 1, most: 1 })).toMatchObject({ broken: false });
    expect(await run(5, { maxShare: 1, most: 1 })).toMatchObject({ broken: true, size: 5 });
    expect(await run(6, { maxShare: 1, most: 2 })).toMatchObject({ broken: true, size: 6 });
  });

  test('lets stop words stand: small ones, and no others', async () => {
    const one = (text: string) => ({ texts: [text], labels: [0] });
    expect(await run(1, {}, one('the'))).toMatchObject({ broken: false, queries: 0 });
    expect(await run(1, { stopWords: new Set() }, one('the'))).toMatchObject({ broken: true });
    expect((await run(1, {}, one('The'))).adversarial).toEqual(['Bad']);
    expect(await run(1, { stopWords: new Set(['two']) }, one('two'))).toMatchObject({ broken: false });
  });

  test('of an empty text, and of one without a word that has neighbours, finds nothing', async () => {
    for (const text of ['', ' -- ', 'none here']) {
      const outcome = await run(1, {}, { texts: [text], labels: [0] });
      expect(outcome).toMatchObject({ right: true, broken: false, size: Infinity });
    }
  });
});

test('a beam of 2 finds what one of 1 misses: a way over the second best edit', async () => {
  const says: Record<string, number> = {
    'red one': 9,
    'blue one': 3,
    'red six': 5,
    'blue six': 4,
    'pink one': 6,
    'pink six': -1,
  };
  const model: TextModel = { classes: 2, logits: async (texts) => texts.map(([text]) => [says[text]!, 0]) };
  const ways = neighboursOf({ red: ['blue', 'pink'], one: ['six'] });
  const run = async (width: number): Promise<Outcome<TextParts>> => {
    const attack = beamSubstitution(ways, { maxShare: 1, width });
    return (await attack.run(model, { texts: ['red one'], labels: [0] }, options))[0]!;
  };
  expect(await run(1)).toMatchObject({ broken: false, queries: 4 });
  // "red six" is the second best after one edit, and "pink six" follows from it.
  expect(await run(2)).toMatchObject({ broken: true, adversarial: ['pink six'], size: 2, queries: 5 });
});

test('a neighbour stands in the case of its word', async () => {
  const asked: string[] = [];
  const model: TextModel = {
    classes: 2,
    logits: async (texts) => {
      asked.push(...texts.map(([text]) => text));
      return texts.map(() => [1, 0]);
    },
  };
  const words = { texts: ['Two, TWO or two?'], labels: [0] };
  await greedySubstitution(table, { maxShare: 1 }).run(model, words, options);
  expect(asked).toEqual(expect.arrayContaining(['Bad, TWO or two?', 'Two, BAD or two?', 'Two, TWO or bad?']));
});

test('characters are counted over the whole text, where that is less than over its words', async () => {
  const shifts = neighboursOf({ abcd: ['a'], e: ['bcde'] });
  const says: Record<string, number> = { 'abcd e': 2, 'a e': 1, 'a bcde': -1 };
  const model: TextModel = { classes: 2, logits: async (texts) => texts.map(([text]) => [says[text] ?? 1.5, 0]) };
  const run = async (mostCharacters: number): Promise<Outcome<TextParts>> => {
    const moves = { candidates: byRules([neighbouring(shifts)]), stopWords, mostCharacters };
    const attack = wordAttack({
      name: 'shift',
      needs: ['logits'],
      part: 'text',
      goal: 'logits',
      search: (subject) => greedy(subject, moves, { importance: 'unknown', relative: false }),
    });
    return (await attack.run(model, { texts: ['abcd e'], labels: [0] }, options))[0]!;
  };
  // Three characters less in the first word, and three more in the second: in all a space that has moved.
  expect(await run(3)).toMatchObject({ broken: true, adversarial: ['a bcde'], size: 2 });
  expect(await run(2)).toMatchObject({ broken: false });
});
