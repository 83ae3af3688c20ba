import { tagMetrics } from '@advtrain/evaluate';
import { expect, test } from 'vitest';
import { presets } from '../../src/index.ts';
import { cut } from '../../src/loading/data.ts';
import type { Data } from '../../src/loading/data.ts';
import { measurable } from '../../src/loading/measurable.ts';

const classes: Data['task'] = { kind: 'classification', metrics: ['accuracy'] };
const tags: Data['task'] = { kind: 'token-classification', metrics: tagMetrics('IOB2') };
const texts = ['a', 'b', 'c'];
const labelNames = ['bad', 'good', 'neutral'];
const tagged = (...of: readonly (readonly number[])[]) => ({
  texts,
  labels: [0, 0, 0],
  tags: of,
  labelNames: ['B-PER', 'I-PER', 'O'],
});

test('the classes that development examples lack are named, up to twelve', () => {
  const notes = (labels: readonly number[], names = labelNames) =>
    measurable(classes, { texts, labels, labelNames: names }).notes;
  expect(notes([2, 1, 0])).toEqual([]);
  expect(notes([1, 1, 0])).toEqual([
    'development has no example of the class neutral: how such are answered is not measured, and the best evaluation is chosen without them.',
  ]);
  expect(notes([1, 1, 1])[0]).toContain('no example of the classes bad and neutral: ');
  const many = Array.from({ length: 21 }, (_, label) => `c${label}`);
  expect(notes([0, 0, 0], many)[0]).toContain('c11, c12 and 8 more: ');
  const regression: Data['task'] = { kind: 'regression', metrics: ['pearson', 'spearman'] };
  expect(measurable(regression, { texts, labels: [0.5, 1, 2], labelNames: [] }).notes).toEqual([]);
});

test('tags of development without an entity are measured, and the best evaluation chosen, by their accuracy', () => {
  const without = measurable(tags, tagged([2, 2], [2], [2]));
  expect(without.task).toEqual({ kind: 'token-classification', metrics: ['token-accuracy'] });
  expect(without.notes).toEqual([
    'No word of development is in an entity, so the F1 of entities would be 0 whatever is answered: the best evaluation is chosen by the accuracy of tags.',
  ]);
  expect(measurable(tags, tagged([2, 0], [2], [2]))).toEqual({ task: tags, notes: [] });
});

test('a reader of results is told of classes that the development examples lack', () => {
  const settings = { ...presets['quick']!, methods: [], options: {} };
  const train = { texts, labels: [0, 1, 2], labelNames };
  const sets = [{ id: 'development', title: 'development', examples: { texts, labels: [1, 1, 1], labelNames } }];
  expect(cut({ title: 'three', train, sets }, settings).notes).toEqual([
    expect.stringContaining('development has no example of the classes bad and neutral'),
  ]);
});
