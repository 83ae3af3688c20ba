import type { Images } from '@advtrain/datasets';
import { expect, test } from 'vitest';
import { imageTask, textTask, UsageError } from '../../src/index.ts';
import type { TextTaskOptions } from '../../src/index.ts';

const texts = { texts: ['a', 'b', 'c'], labelNames: ['no', 'yes'] };
const fitting = { ...texts, labels: [0, 1, 0] };

const taskOf = (change: object): TextTaskOptions => ({
  title: 'three words',
  train: fitting,
  development: fitting,
  encode: ({ texts }) => texts.map(() => ({ ids: [1] })),
  padId: 0,
  model: {
    title: 'none',
    fresh: () => {
      throw new Error('No model is needed to see it.');
    },
  },
  ...change,
});

test.each([
  [2, 'training'],
  [-1, 'training'],
  [0.5, 'development'],
  [2, 'elsewhere'],
])('a label of %d in the %s set of a task is refused where the task is made', async (label, set) => {
  const odd = { ...texts, labels: [0, 1, label] };
  const options = taskOf({
    train: set === 'training' ? odd : fitting,
    development: set === 'development' ? odd : fitting,
    others: [{ id: 'elsewhere', examples: set === 'elsewhere' ? odd : fitting }],
  });
  await expect(textTask(options)).rejects.toThrow(
    `The label of ${set} example 2 is ${label}, but must be from 0 to 1, for labelNames has 2 classes: correct it, or name more.`,
  );
});

test.each<[string, object, string]>([
  [
    'classes in another order than those of training',
    { development: { ...fitting, labelNames: ['yes', 'no'] } },
    'labelNames of the development set are yes, no, but those of training are no, yes: give the same in the same order.',
  ],
  [
    'fewer labels than texts',
    { train: { ...fitting, labels: [0] } },
    'The training set has 3 texts, but its labels are 1: give one for each.',
  ],
  [
    'fewer second texts than texts',
    { others: [{ id: 'elsewhere', examples: { ...fitting, pairs: ['d'] } }] },
    'The elsewhere set has 3 texts, but its pairs are 1: give one for each.',
  ],
  ['no texts', { train: { ...fitting, texts: [], labels: [] } }, 'The training set has no texts: give at least one.'],
  ['no development set', { development: undefined }, 'textTask needs development, which must be examples: { texts, '],
  ['an option that there is not', { padID: 0 }, 'textTask has no option "padID"; it has title, train, '],
])('a task of %s is refused in a sentence', async (_, change, sentence) => {
  const made = textTask(taskOf(change));
  await expect(made).rejects.toThrow(UsageError);
  await expect(made).rejects.toThrow(sentence);
});

test.each<[string, object, string]>([
  ['fewer labels than images', { labels: Uint8Array.of(0) }, 'The test set has 2 images, but its labels are 1'],
  [
    'no images',
    { pixels: new Uint8Array(), labels: new Uint8Array() },
    'The test set has no images: give at least one.',
  ],
  [
    'classes in another order',
    { labelNames: ['b', 'a'] },
    'labelNames of the test set are b, a, but those of training are a, b',
  ],
])('a task of a test set of %s is refused in a sentence', async (_, change, sentence) => {
  const pixels = new Uint8Array(8);
  const images: Images = { pixels, shape: [2, 2, 1], labels: Uint8Array.of(0, 1), labelNames: ['a', 'b'] };
  const { title, model } = taskOf({});
  const test = { ...images, ...change };
  await expect(imageTask({ title, train: images, development: images, test, model })).rejects.toThrow(sentence);
});
