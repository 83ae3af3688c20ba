import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { textBatches, type TokenIds } from '../src/batches/text-batches.ts';
import { encodeChoices } from '../src/batches/choices.ts';
import type { Examples } from '../src/examples/examples.ts';

/** Questions of 3 to 5 choices, most of them 4, whose every id is question × 10 + choice. */
const questions: TokenIds[][] = Array.from({ length: 103 }, (_, row) => {
  const count = row % 17 === 0 ? 3 : row % 23 === 0 ? 5 : 4;
  return Array.from({ length: count }, (_, choice) => ({
    ids: new Int32Array(1 + ((row * 31 + choice * 7) % 40)).fill(row * 10 + choice),
  }));
});
const answers = questions.map((_, row) => row % 3);

describe('batches of questions', () => {
  test('are [B, C, T] with the mask of each choice, every question once, none padded with choices', () => {
    for (const order of ['shuffled', 'length', 'given'] as const) {
      const seen: number[] = [];
      const batches = textBatches(questions, answers, { batchSize: 8, order, padId: -1 });
      for (const { inputs, labels } of batches) {
        const values = inputs.values.arraySync() as number[][][];
        const mask = inputs.mask!.arraySync() as number[][][];
        const right = labels.arraySync();
        for (const [index, choices] of values.entries()) {
          const row = Math.floor(choices[0]![0]! / 10);
          seen.push(row);
          expect(right[index]).toBe(answers[row]);
          expect(choices).toHaveLength(questions[row]!.length);
          for (const [choice, ids] of choices.entries()) {
            const { length } = questions[row]![choice]!.ids;
            expect(ids).toEqual(ids.map((_, at) => (at < length ? row * 10 + choice : -1)));
            expect(mask[index]![choice]).toEqual(ids.map((_, at) => (at < length ? 1 : 0)));
          }
        }
      }
      expect(seen).toEqual(batches.rows.flat());
      expect(seen.toSorted((a, b) => a - b)).toEqual([...questions.keys()]);
      if (order === 'given') expect(seen).toEqual([...questions.keys()]);
    }
  });

  test('with few or many choices come anywhere in a shuffled epoch', () => {
    const rows = [1, 2, 3, 4].map((seed) => textBatches(questions, answers, { batchSize: 8, seed }).rows);
    const places = rows.map((batches) => batches.findIndex((batch) => questions[batch[0]!]!.length === 3));
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  test('whose answer is no choice are refused', () => {
    expect(() => textBatches([[{ ids: [1] }, { ids: [2] }]], [2], { batchSize: 1 })).toThrow(
      'The label of example 0 is 2, but must be the index of one of 2 choices.',
    );
    expect(() => textBatches([[]], [0], { batchSize: 1 })).toThrow('Example 0 has no tokens');
  });
});

test('batches of examples without labels have label 0', () => {
  const [batch] = [...textBatches([{ ids: [1] }, { ids: [2] }], undefined, { batchSize: 2 })].map(
    ({ labels }) => labels.shape,
  );
  expect(batch).toEqual([2]);
  for (const { labels } of textBatches([{ ids: [1] }], undefined, { batchSize: 1 }))
    expect([...labels.dataSync()]).toEqual([0]);
  expect(tf.memory().numTensors).toBe(0);
});

describe('encoded questions', () => {
  const examples: Examples = {
    texts: ['why', 'how'],
    choices: [
      ['a', 'b'],
      ['c', 'd', 'e'],
    ],
    labels: [0, 1],
    labelNames: [],
  };
  const passages = [
    ['pa', 'pb'],
    ['', 'pd', 'pe'],
  ];
  /** Encodes each pair as what it is. */
  const pairsOf = ({ texts, pairs }: { texts: readonly string[]; pairs: readonly string[] }) =>
    texts.map((text, row) => ({ ids: [row], pair: `${text}|${pairs[row]!}` }));
  const shown = (list: readonly (readonly { pair: string }[])[]): string[][] =>
    list.map((each) => each.map(({ pair }) => pair));

  test('are pairs of question and answer, with what goes before each', () => {
    expect(shown(encodeChoices(examples, pairsOf))).toEqual([
      ['why|a', 'why|b'],
      ['how|c', 'how|d', 'how|e'],
    ]);
    expect(shown(encodeChoices(examples, pairsOf, { prefixes: ['Q: ', 'A: '] }))[0]).toEqual([
      'Q: why|A: a',
      'Q: why|A: b',
    ]);
  });

  test('are pairs of retrieved text and question with answer, unless it is left out', () => {
    expect(shown(encodeChoices({ ...examples, passages }, pairsOf))).toEqual([
      ['pa|why a', 'pb|why b'],
      ['how|c', 'pd|how d', 'pe|how e'],
    ]);
    expect(shown(encodeChoices({ ...examples, passages }, pairsOf, { retrieved: false }))[0]).toEqual([
      'why|a',
      'why|b',
    ]);
  });

  test('without choices are refused', () => {
    expect(() => encodeChoices({ texts: ['a'], labels: [0], labelNames: [] }, pairsOf)).toThrow(
      'The examples have no choices: encode them as texts or pairs.',
    );
  });
});
