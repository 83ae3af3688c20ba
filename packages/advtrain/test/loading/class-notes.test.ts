import { UsageError } from '@advtrain/compare';
import { describe, expect, test } from 'vitest';
import { classNotes, countsOf } from '../../src/loading/files/class-notes.ts';

describe('the classes of a file', () => {
  test('are named with how many examples each has', () => {
    const examples = { labels: [0, 1, 1, 0, 1], labelNames: ['neg', 'pos'] };
    expect(countsOf(examples)).toEqual([2, 3]);
    expect(classNotes('d.csv', ['neg', 'pos'], [2, 3])).toEqual(['d.csv: 5 examples of 2 classes: neg (2), pos (3).']);
    expect(classNotes('d.csv', [], [])).toEqual([]);
  });

  test('are named up to twelve, and how many more there are', () => {
    const names = Array.from({ length: 30 }, (_, label) => `c${label}`);
    const counts = names.map(() => 100);
    expect(classNotes('d.csv', names, counts)).toEqual([
      expect.stringMatching(/3,000 examples of 30 classes: c0 \(100\), .*, c11 \(100\), and 18 more\.$/),
    ]);
  });

  test('of very few examples are told of, for a mistyped label makes one, and a rare class is none of these', () => {
    expect(classNotes('d.csv', ['neg', 'pos', 'pso'], [20, 20, 1]).slice(1)).toEqual([
      'Classes of very few examples, which mistyped labels make: "pso" has 1.',
    ]);
    expect(classNotes('d.csv', ['neg', 'pos'], [950, 50]).slice(1)).toEqual([]);
    expect(classNotes('d.csv', ['neg', 'pos', 'maybe'], [1, 1, 1]).slice(1)).toEqual([]);
  });

  test('whose names say that there is none are told of', () => {
    for (const name of ['NaN', 'NA', 'null', 'None', 'N/A', '<NA>', '?']) {
      expect(classNotes('d.csv', [name, 'pos'], [20, 20])[1]).toBe(
        `"${name}" is a class like any other: take these rows out of the data if it says that a label is missing.`,
      );
    }
  });

  test('whose names differ in case alone are told of', () => {
    expect(classNotes('d.csv', ['False', 'True', 'true'], [20, 20, 20]).slice(1)).toEqual([
      'Names that differ in case alone are classes of their own: True and true.',
    ]);
  });

  test('of which about every example has its own are refused, with what was meant', () => {
    const names = Array.from({ length: 100 }, (_, label) => String(label / 100));
    const refused = () => classNotes('d.csv', names, [...names.map(() => 1)]);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(
      /^d\.csv has 100 classes in 100 examples, such as "0" and "0\.01"; .* --columns label=…, or say --regression/,
    );
  });
});
