import type { RunResult } from '@advtrain/compare';
import { expect, test } from 'vitest';
import { lines } from '../../src/index.ts';

/** What is said of a run that has ended with these figures. */
function said(figures: Pick<RunResult, 'accuracy' | 'scores'>): string {
  let text = '';
  const write = (more: string): boolean => {
    text += more;
    return true;
  };
  const result = { ...figures, status: 'finished', units: { counted: 9, predicted: 9 }, seconds: { training: 5 } };
  lines({ write } as unknown as NodeJS.WriteStream)({
    kind: 'finished',
    method: 'natural',
    title: 'natural',
    seed: 1,
    place: 1,
    of: 1,
    result: result as unknown as RunResult,
  });
  return text;
}

test('a run that has ended says its accuracy, and that of a regression its first metric', () => {
  const scores = { development: { pearson: 0.86543, spearman: 0.8 } };
  expect(said({ accuracy: { development: 0.864 } })).toBe('  86.4 % on development after 9 units in 5 s\n');
  expect(said({ accuracy: {}, scores })).toBe('  pearson 0.8654 on development after 9 units in 5 s\n');
});
