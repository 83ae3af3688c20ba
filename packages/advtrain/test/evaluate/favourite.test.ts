import { expect, test } from 'vitest';
import { favouriteOf } from '../../src/commands/evaluate/answers.ts';

const names = ['negative', 'positive'];
const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1];

test('a class that is answered almost alone is a favourite', () => {
  const always = labels.map(() => 1);
  expect(favouriteOf(always, labels, names)).toEqual({ label: 'positive', answered: 1, present: 0.4 });
});

test('the commonest class is one where always answering it would be right as often', () => {
  const poor = [0, 0, 0, 0, 0, 1, 0, 0, 0, 1];
  expect(favouriteOf(poor, labels, names)).toEqual({ label: 'negative', answered: 0.8, present: 0.6 });
});

test('there is none of a better model, nor in data of almost one class', () => {
  expect(favouriteOf([0, 0, 0, 0, 0, 1, 0, 1, 1, 0], labels, names)).toBeUndefined();
  expect(
    favouriteOf(
      labels.map(() => 0),
      labels.map(() => 0),
      names,
    ),
  ).toBeUndefined();
});
