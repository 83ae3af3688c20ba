import { key } from '@advtrain/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import { deepWordBug, restarts, stopWords, type LabelledTexts, type Outcome, type TextParts } from '../../src/index.ts';
import { wordAt, worded } from '../../src/words/text/words.ts';
import { allAttacks } from './attacks.ts';
import { answer, wordModel } from './models.ts';
import { sentences } from './sentences.ts';

const options = { key: key(3), temperature: 2 };
const model = wordModel(3, 0.25);
/** Every fifth label is wrong. */
let examples: LabelledTexts;

beforeAll(async () => {
  const answers = await Promise.all(sentences.map((text) => answer(model, [text])));
  examples = { texts: sentences, labels: answers.map((label, row) => (row % 5 === 4 ? (label + 1) % 3 : label)) };
});

describe.each(allAttacks({}))('$name', (attack) => {
  let outcomes: readonly Outcome<TextParts>[];

  beforeAll(async () => {
    outcomes = await attack.run(model, examples, options);
  });

  test('finds what the model errs on, and only that', async () => {
    expect(outcomes.some(({ right, broken }) => right && broken)).toBe(true);
    for (const { row, adversarial } of outcomes)
      if (adversarial) expect(await answer(model, adversarial)).not.toBe(examples.labels[row]);
  });

  test('changes only words that it may, as many as it says, and no other byte', () => {
    for (const { row, adversarial, size } of outcomes) {
      if (!adversarial) continue;
      expect(isEdited(sentences[row]!, adversarial[0], size), adversarial[0]).toBe(true);
    }
  });

  test('asks nothing about what is wrong already', () => {
    const wrong = outcomes.filter(({ right }) => !right);
    expect(wrong).toHaveLength(5);
    for (const { row, ...rest } of wrong)
      expect(rest, String(row)).toEqual({ right: false, broken: true, size: 0, queries: 0, asked: 0, units: 0 });
  });

  test('gives the same whatever the size and the order of batches, and whoever else is attacked', async () => {
    const rows = [...sentences.keys()].reverse();
    const alone = await attack.run(model, examples, { ...options, rows: [7], batchSize: 1 });
    const reversed = await attack.run(model, examples, { ...options, rows, batchSize: 3 });
    expect(alone).toEqual([outcomes[7]]);
    expect([...reversed].reverse()).toEqual(outcomes);
  });

  test('on a budget of none is what the model answers to clean texts', async () => {
    const asked = wordModel(3, 0.25);
    for (const budget of [{ queries: 0 }, { units: 0 }]) {
      const none = await attack.run(asked, examples, { ...options, budget });
      expect(none.map(({ broken }) => broken)).toEqual(outcomes.map(({ right }) => !right));
      expect(none.map(({ exhausted = false }) => exhausted)).toEqual(outcomes.map(({ right }) => right));
    }
    expect(asked.calls).toHaveLength(2);
  });

  test('exhausts no budget where it has none', () => {
    expect(outcomes.filter(({ exhausted }) => exhausted)).toEqual([]);
  });

  test('never asks more than its budget, what was spent before included, and needs no more to find the same', async () => {
    const spent = () => ({ queries: 4, units: 1 });
    for (const budget of [{ queries: 20 }, { units: 17 }]) {
      const tight = await attack.run(model, examples, { ...options, budget, spent });
      for (const { queries, units, row, broken, exhausted } of tight) {
        expect(queries).toBeLessThanOrEqual('queries' in budget ? 16 : Infinity);
        expect(units).toBeLessThanOrEqual('units' in budget ? 16 : Infinity);
        if (broken) expect(outcomes[row]!.broken).toBe(true);
        else if (outcomes[row]!.broken) expect(exhausted).toBe(true);
      }
    }
    for (const { row, queries, ...rest } of outcomes.filter(({ right, broken }) => right && broken)) {
      const [enough] = await attack.run(model, examples, { ...options, rows: [row], budget: { queries } });
      expect(enough).toMatchObject(rest);
    }
  });

  test('edits the second text of a pair alone, where that is its part', async () => {
    const pairs = [...sentences].reverse();
    const answers = await Promise.all(sentences.map((text, row) => answer(model, [text, pairs[row]!])));
    const labelled = { texts: sentences, pairs, labels: answers };
    const second = allAttacks({ part: 'pair' }).find(({ name }) => name.replace(' (part pair)', '') === attack.name)!;
    const found = (await second.run(model, labelled, options)).filter(({ adversarial }) => adversarial);
    expect(found).not.toHaveLength(0);
    for (const { row, adversarial } of found) {
      expect(adversarial![0]).toBe(sentences[row]);
      expect(adversarial![1]).not.toBe(pairs[row]);
      expect(await answer(model, adversarial!)).not.toBe(answers[row]);
    }
  });
});

test('DeepWordBug follows from the key and the row alone, and tries other places when it is restarted', async () => {
  const attack = deepWordBug();
  const texts = (outcomes: readonly Outcome<TextParts>[]) => outcomes.map(({ adversarial }) => adversarial?.[0]);
  const first = texts(await attack.run(model, examples, options));
  expect(texts(await attack.run(model, examples, options))).toEqual(first);
  expect(texts(await attack.run(model, examples, { ...options, key: key(4) }))).not.toEqual(first);
  const twice = { texts: [...sentences, ...sentences], labels: [...examples.labels, ...examples.labels] };
  const both = texts(await attack.run(model, twice, options));
  expect(both.slice(0, sentences.length)).toEqual(first);
  expect(both.slice(sentences.length), 'the same text in another row').not.toEqual(first);
  const broken = (outcomes: readonly Outcome<TextParts>[]) => outcomes.filter((each) => each.broken).length;
  const hard = { ...options, budget: { queries: 100 } };
  const several = await restarts(attack, 4).run(model, examples, hard);
  expect(broken(several)).toBeGreaterThanOrEqual(broken(await attack.run(model, examples, hard)));
});

/** Whether a text is another with so many of its words replaced, none of them a stop word, all else being alike. */
function isEdited(original: string, adversarial: string, edits: number): boolean {
  const { spans } = worded(original);
  const open = [...spans.keys()].filter((index) => !stopWords.has(wordAt(worded(original), index)));
  const quoted = (plain: string) => plain.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return choices(open, edits).some((chosen) => {
    let pattern = '^';
    let done = 0;
    for (const index of chosen) {
      pattern += `${quoted(original.slice(done, spans[index]!.start))}(.+)`;
      done = spans[index]!.end;
    }
    const found = new RegExp(`${pattern}${quoted(original.slice(done))}$`, 's').exec(adversarial);
    return found !== null && chosen.every((index, place) => found[place + 1] !== wordAt(worded(original), index));
  });
}

/** All ways to choose so many of some places, in order. */
function choices(places: readonly number[], count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return places.flatMap((place, index) => choices(places.slice(index + 1), count - 1).map((rest) => [place, ...rest]));
}
