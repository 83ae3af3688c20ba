import { describe, expect, test } from 'vitest';
import { withHeadFor } from '../src/folder/head-rows.ts';

const config = {
  model_type: 'bert',
  vocab_size: 9,
  hidden_size: 2,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  intermediate_size: 2,
  max_position_embeddings: 4,
  num_labels: 3,
};
const tensors = {
  'classifier.weight': { dtype: 'F32', shape: [3, 2], data: Float32Array.of(0, 1, 10, 11, 20, 21) },
  'classifier.bias': { dtype: 'F32', shape: [3], data: Float32Array.of(0, 1, 2) },
} as const;

function names(...all: readonly (string | number | boolean)[]) {
  return { id2label: Object.fromEntries(all.map((name, index) => [index, name])) };
}

/** Which row of the folder's head each row of the model's is, and what is said of it. */
function rows(saved: object, asked: object) {
  const { tensors: found, notes } = withHeadFor({ ...config, ...saved, ...asked }, { ...config, ...saved }, tensors);
  const bias = [...(found['classifier.bias']?.data ?? [])];
  const weight = [...(found['classifier.weight']?.data ?? [])];
  expect(weight).toEqual(bias.flatMap((row) => [10 * Number(row), 10 * Number(row) + 1]));
  return { rows: bias, notes };
}

describe('the rows of a head', () => {
  test.each([
    [
      ['contradiction', 'entailment', 'neutral'],
      [0, 2, 1],
    ],
    [
      ['neutral', 'contradiction', 'entailment'],
      [1, 0, 2],
    ],
    [
      ['CONTRADICTION', 'NEUTRAL', 'ENTAILMENT'],
      [0, 1, 2],
    ],
  ])('are taken by name, case aside: %j', (asked, expected) => {
    const saved = names('CONTRADICTION', 'NEUTRAL', 'ENTAILMENT');
    expect(rows(saved, names(...asked))).toEqual({ rows: expected, notes: [] });
  });

  test('whose names differ in case alone are taken as these are written', () => {
    expect(rows(names('true', 'True', 'false'), names('True', 'false', 'true')).rows).toEqual([1, 2, 0]);
  });

  test.each([
    [
      [1, 0, 2],
      ['0', '1', '2'],
      [1, 0, 2],
    ],
    [
      ['2', '1', '0'],
      ['0.0', '1.0', '2.0'],
      [2, 1, 0],
    ],
    [
      [true, false, 'none'],
      ['false', 'none', 'true'],
      [1, 2, 0],
    ],
  ])('whose names %j are numbers or truth values are taken for %j by these', (saved, asked, expected) => {
    expect(rows(names(...saved), names(...asked))).toEqual({ rows: expected, notes: [] });
  });

  test('under other names stay as they are, which is said unless the names say nothing', () => {
    expect(rows(names('x', 'y', 'z'), names('a', 'b', 'c'))).toEqual({
      rows: [0, 1, 2],
      notes: ["The head's classes x, y, z are taken for a, b, c, in this order."],
    });
    const unsaid = { rows: [0, 1, 2], notes: [] };
    expect(rows(names('LABEL_0', 'LABEL_1', 'LABEL_2'), names('a', 'b', 'c'))).toEqual(unsaid);
    expect(rows({}, names('a', 'b', 'c'))).toEqual(unsaid);
    expect(rows(names('x', 'y', 'z'), {})).toEqual(unsaid);
  });

  test('for another number of classes are left out, with a sentence', () => {
    expect(rows(names('x', 'y', 'z'), { ...names('x', 'y'), num_labels: 2 })).toEqual({
      rows: [],
      notes: ['The head has 3 classes (x, y, z), but 2 classes (x, y) are asked for, so it starts at random.'],
    });
    expect(rows({}, { task: 'regression' }).notes).toEqual([
      'The head has 3 classes, but 1 output is asked for, so it starts at random.',
    ]);
  });

  test('that are not there are no loss', () => {
    expect(withHeadFor(config, config, {})).toEqual({ tensors: {}, notes: [] });
  });
});
