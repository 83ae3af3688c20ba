import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { entitiesIn } from '../../src/metrics/entities/entities.ts';
import { entityCounts, type EntityCounts } from '../../src/metrics/entities/entity-counts.ts';
import { entityScores, scoresOfCounts } from '../../src/metrics/entities/entity-scores.ts';
import { schemeOf, tagSchemes, type TagScheme } from '../../src/metrics/entities/scheme.ts';
import { strictEntitiesIn } from '../../src/metrics/entities/strict-entities.ts';

interface Case {
  readonly scheme: TagScheme;
  readonly labels: string[][];
  readonly predicted: string[][];
  readonly entities: [type: string, start: number, end: number][][];
  readonly lenient: [number, number, number];
  readonly strict: [number, number, number];
  readonly types: Record<string, [precision: number, recall: number, f1: number, there: number]>;
}

/** Written by reference/entities.py, which computes them with seqeval. */
const cases = JSON.parse(
  await readFile(new URL('../fixtures/entities.json', import.meta.url), 'utf8'),
) as readonly Case[];

describe('scores of entities', () => {
  test.each(tagSchemes)("are seqeval's in both its modes, of %s tags that keep the rules or break them", (scheme) => {
    const given = cases.filter((each) => each.scheme === scheme);
    expect(given.length).toBeGreaterThanOrEqual(30);
    for (const { predicted, labels, entities, lenient, strict } of given) {
      expect(labels.map((tags) => entitiesIn(tags).map(({ type, start, end }) => [type, start, end]))).toEqual(
        entities,
      );
      for (const [options, expected] of [[{}, lenient] as const, [{ scheme }, strict] as const]) {
        const { precision, recall, f1 } = entityScores(predicted, labels, options);
        [precision, recall, f1].forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
      }
    }
  });

  test("of each type are those of seqeval's report", () => {
    for (const { predicted, labels, types } of cases) {
      const all = entityCounts(predicted, labels).flatMap((counts) => [...counts]);
      for (const [type, [precision, recall, f1, there]] of Object.entries(types)) {
        const own = all.filter(([name]) => name === type).map(([, counts]) => counts);
        const sum = (name: keyof EntityCounts) => own.reduce((total, counts) => total + counts[name], 0);
        const scores = scoresOfCounts({ there: sum('there'), found: sum('found'), right: sum('right') });
        expect(sum('there')).toBe(there);
        expect(scores.precision).toBeCloseTo(precision, 12);
        expect(scores.recall).toBeCloseTo(recall, 12);
        expect(scores.f1).toBeCloseTo(f1, 12);
      }
    }
  });

  test('a tag that a scheme does not have is refused by it', () => {
    expect(() => strictEntitiesIn(['E-PER'], 'IOB2')).toThrow(
      'The tag is "E-PER", but tags of IOB2 begin with one of I, O, B.',
    );
  });

  test('predictions for other sentences, or other words, are refused', () => {
    expect(() => entityScores([], [['O']])).toThrow('There are tags of 0 sentences for 1: give as many of each.');
    expect(() => entityScores([['O']], [['O', 'O']])).toThrow(
      'Sentence 0 has 2 tags and 1 predicted ones: give a word one of each.',
    );
  });
});

test.each([
  [['B-PER', 'I-PER', 'O', 'B-LOC'], 'IOB2'],
  [['I-PER', 'I-PER', 'B-PER', 'O'], 'IOB1'],
  [['B-PER', 'I-LOC'], 'IOB1'],
  [['B-PER', 'E-PER', 'O', 'S-LOC'], 'BIOES'],
  [['B-PER', 'L-PER', 'O', 'U-LOC'], 'BILOU'],
  [['NN', 'DT', 'VB'], undefined],
  [['O', 'O'], undefined],
])('the tags %j are of the scheme %s', (tags, scheme) => {
  expect(schemeOf([tags])).toBe(scheme);
});
