import type { RunResult } from '@advtrain/compare';
import { expect, test } from 'vitest';
import { lines } from '../../../src/index.ts';

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

/** What is said of measuring, a while after one another. */
function progressing(isTTY: boolean): string {
  let text = '';
  const write = (more: string): boolean => {
    text += more;
    return true;
  };
  const tell = lines({ write, isTTY, columns: 80 } as unknown as NodeJS.WriteStream, { everyMs: 0 });
  const run = { method: 'freelb', title: 'FreeLB', seed: 2 };
  tell({ kind: 'measure', ...run, set: 'development', done: 300, of: 1000, secondsLeft: 7 });
  const until = performance.now() + 110;
  while (performance.now() < until);
  tell({ kind: 'attack', ...run, attack: 'PGD-10 in 4 balls', done: 1500, of: 4000, secondsLeft: 30 });
  return text;
}

test('measuring says on what and how far it is, on one line of a terminal and in lines elsewhere', () => {
  const all = [
    'FreeLB, seed 2: measured on development, 300/1,000 examples · 7 s left',
    'FreeLB, seed 2: attacked by PGD-10 in 4 balls, 1,500/4,000 examples · 30 s left',
  ];
  expect(progressing(false)).toBe(all.map((line) => `  ${line}\n`).join(''));
  expect(progressing(true)).toBe(all.map((line) => `\r\u001b[2K${line.slice(0, 79)}`).join(''));
});
