import { describe, expect, test } from 'vitest';
import { duplicates, labelSuspects, sharedRows } from '../src/index.ts';

const words = { good: ['good', 'great', 'fine', 'lovely', 'superb'], bad: ['bad', 'awful', 'poor', 'dull', 'weak'] };

/** Reviews whose words say their class, but for those rows whose labels are wrong. */
function reviews(size: number, wrong: readonly number[] = []) {
  const rows = Array.from({ length: size }, (_, row) => row);
  return {
    texts: rows.map((row) => {
      const own = row % 2 === 0 ? words.good : words.bad;
      return `Film ${row} was ${own[row % 5]} and ${own[(3 * row) % 5]}, scene ${row % 7}`;
    }),
    labels: rows.map((row) => (wrong.includes(row) ? (row + 1) % 2 : row % 2)),
    labelNames: ['positive', 'negative'],
  };
}

describe('duplicates', () => {
  test('are texts that differ in case, spaces and forms of characters alone, whatever their labels', () => {
    const texts = ['A fine film', 'dull', 'a  FINE film ', 'Dull', 'ﬁne', 'fine', 'other'];
    const found = duplicates({ texts, labels: [0, 1, 0, 0, 0, 0, 1] });
    expect(found).toEqual({ repeated: [2, 3, 5], conflicting: [[1, 3]] });
  });

  test('of pairs are pairs that are alike in both texts', () => {
    const found = duplicates({ texts: ['a', 'a', 'a'], pairs: ['b', 'c', 'B'], labels: [0, 0, 1] });
    expect(found).toEqual({ repeated: [2], conflicting: [[0, 2]] });
  });

  test('between two sets are the rows of the first', () => {
    expect(sharedRows({ texts: ['x', 'Y ', 'z', 'x'] }, { texts: ['y', 'X'] })).toEqual([0, 1, 3]);
    expect(sharedRows({ texts: ['x'], pairs: ['1'] }, { texts: ['x'], pairs: ['2'] })).toEqual([]);
  });
});

describe('labels that words speak against', () => {
  test('are those that were planted, with the class that is likelier, and none where all is right', () => {
    const wrong = [17, 64, 123];
    const { suspects, accuracy } = labelSuspects(reviews(200, wrong));
    expect(suspects.map(({ row }) => row).sort((a, b) => a - b)).toEqual(wrong);
    expect(suspects.map(({ row, likelier }) => [row, likelier])).toContainEqual([17, 1]);
    expect(suspects.every(({ probability }) => probability < 0.05)).toBe(true);
    expect(accuracy).toBe(197 / 200);
    expect(labelSuspects(reviews(200)).suspects).toEqual([]);
  });

  test('are next to none where words say nothing of the class', () => {
    const { texts, labelNames } = reviews(400);
    const labels = texts.map((_, row) => Math.floor(row / 2) % 2);
    const { suspects, accuracy } = labelSuspects({ texts, labels, labelNames });
    expect(suspects.length).toBeLessThanOrEqual(4);
    expect(accuracy).toBeLessThan(0.65);
  });

  test('are found in texts that occur twice, of which neither copy vouches for the other', () => {
    const { texts, labels, labelNames } = reviews(200, [17]);
    const found = labelSuspects({ texts: [...texts, texts[17]!], labels: [...labels, labels[17]!], labelNames });
    expect(found.suspects.map(({ row }) => row).sort((a, b) => a - b)).toEqual([17, 200]);
  });

  test('are none of one class, and a threshold that is no probability is refused', () => {
    expect(labelSuspects({ texts: ['a'], labels: [0], labelNames: ['only'] }).suspects).toEqual([]);
    expect(() => labelSuspects(reviews(4), 0)).toThrow('below is 0');
  });
});
