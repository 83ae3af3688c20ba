import { expect, test } from 'vitest';
import { fold, key, stepKey, type Key } from '../../src/index.ts';

const text = ({ root, path }: Key): string => `${root as number}.${path}`;

test('children of one parent are all different, by number and by name', () => {
  const numbers = Array.from({ length: 20_000 }, (_, i) => text(fold(key(1), i)));
  expect(new Set(numbers).size).toBe(20_000);
  const names = ['a', 'b', 'ab', 'ba', 'aa', '', 'a.b', 'dropout', 'start', 'é', '😀', '😁', '0'];
  expect(new Set(names.map((name) => text(fold(key(1), name)))).size).toBe(names.length);
});

test('the way to a key matters: grandchildren differ from children of a joined name', () => {
  expect(fold(fold(key(1), 'a'), 'b')).not.toEqual(fold(key(1), 'ab'));
  expect(fold(fold(key(1), 'a'), 'b')).not.toEqual(fold(fold(key(1), 'b'), 'a'));
});

test('a number and its digits name the same child, and folding changes nothing in the parent', () => {
  const parent = key(3);
  expect(fold(parent, 12)).toEqual(fold(parent, '12'));
  expect(parent).toEqual(key(3));
});

test('steps of a run, and runs, have roots of their own, and a step keeps the path for names', () => {
  const roots = [0, 1, 2].flatMap((seed) => Array.from({ length: 5000 }, (_, i) => stepKey(key(seed), i).root));
  // Of 15,000 draws from 2³² two may well be alike, but not many.
  expect(new Set(roots).size).toBeGreaterThan(14_998);
  expect(stepKey(key(1), 5).path).toBe(0);
  expect(stepKey(fold(key(1), 1), 5)).not.toEqual(stepKey(key(1), 5));
});

test('both words are whole numbers of 32 bits', () => {
  for (const seed of [-1, 0, 1, 2 ** 31, 2 ** 32 - 1]) {
    const { root, path } = fold(stepKey(key(seed), 3), 'x');
    for (const word of [root as number, path]) {
      expect(Number.isInteger(word)).toBe(true);
      expect(word).toBeGreaterThanOrEqual(0);
      expect(word).toBeLessThan(2 ** 32);
    }
  }
});
