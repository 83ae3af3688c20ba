import { expect, test } from 'vitest';
import { temperature } from '../../src/index.ts';

/** Three of four labels are right about a class that has three times the odds of the other: calibrated. */
const calibrated = Array.from({ length: 4000 }, (_, row) => ({ logits: [0, Math.log(3)], label: row % 4 ? 1 : 0 }));
const labels = calibrated.map(({ label }) => label);
const scaled = (factor: number) => calibrated.map(({ logits }) => logits.map((score) => factor * score));

test('is how many times too confident the logits are', () => {
  for (const factor of [0.2, 1, 7, 5000]) expect(temperature(scaled(factor), labels) / factor).toBeCloseTo(1, 2);
});

test('does not depend on a shift of the logits', () => {
  const shifted = scaled(7).map((row) => row.map((score) => score + 300));
  expect(temperature(shifted, labels)).toBeCloseTo(temperature(scaled(7), labels), 5);
});

test('counts every class of several', () => {
  // Nine of ten labels are right, and the odds of the class are 18 to each of the two others.
  const rows = Array.from({ length: 10_000 }, () => [0, 4 * Math.log(18), 0]);
  const classes = rows.map((_, row) => (row % 10 ? 1 : row % 20 ? 0 : 2));
  expect(temperature(rows, classes)).toBeCloseTo(4, 2);
});

test('of a model without an error leaves it the doubt of Laplace, by which T = margin / log(n + 1)', () => {
  const rows = Array.from({ length: 30 }, (_, row) => (row % 2 ? [0, 800] : [800, 0]));
  const right = rows.map((_, row) => row % 2);
  expect(temperature(rows, right)).toBeCloseTo(800 / Math.log(31), 2);
});

test('softens without bound but its own where labels contradict the logits, and is 1 where logits say nothing', () => {
  expect(temperature([[0, 5]], [0])).toBeCloseTo(50, 3);
  expect(temperature([[2, 2]], [0])).toBe(1);
});

test('is found on more rows than a call takes arguments', () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => (row % 20 ? [0, 4] : [4, 0]));
  expect(temperature(rows, new Int32Array(rows.length).fill(1))).toBeCloseTo(4 / Math.log(19), 2);
});

test('refuses labels that do not fit', () => {
  const sentence = (count: number, rows: number) =>
    `There are ${count} labels for ${rows} rows: give one a row, and at least one.`;
  expect(() => temperature([], [])).toThrow(sentence(0, 0));
  expect(() => temperature([[1, 2]], [])).toThrow(sentence(0, 1));
  expect(() => temperature([[1, 2]], [0, 1])).toThrow(sentence(2, 1));
  expect(() => temperature([[1, 2]], [2])).toThrow('A label is 2, but must be a class index from 0 to 1.');
});
