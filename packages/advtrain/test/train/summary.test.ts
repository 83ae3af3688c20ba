import { naturalEntry } from '@advtrain/core';
import type { RunResult } from '@advtrain/compare';
import { expect, test } from 'vitest';
import type { Session } from '../../src/commands/session.ts';
import { summary } from '../../src/commands/train/summary.ts';

/** What is said of the scores of so many examples. */
function said(kind: string, examples: number, scores: Readonly<Record<string, number>>): string {
  const info = { parameters: 10, sets: [{ id: 'development', title: 'development', examples }] };
  const attack = { steps: 1, radii: [0.1], headline: 0.1, examples: 4 };
  const session = { task: { kind, info }, settings: { attack } } as unknown as Session;
  const result = {
    scores: { development: scores },
    units: { counted: 3 },
    seconds: { training: 1 },
    peakBytes: 1000,
    steps: 1,
    robust: [],
    status: 'finished',
  } as unknown as RunResult;
  return summary(naturalEntry, result, session, 'out').split(';')[0]!;
}

test.each([
  ['classification', 100, { accuracy: 0.5 }, 'natural: development accuracy 50.0 (95 %: 40.4–59.6) on 100'],
  [
    'token-classification',
    1200,
    { 'entity-f1': 0.5, 'token-accuracy': 0.75 },
    'natural: development entity-f1 50.0, token-accuracy 75.0 on 1,200',
  ],
  ['question-answering', 12, { 'answer-f1': 0.5 }, 'natural: development answer-f1 50.0 on 12'],
  [
    'regression',
    28,
    { pearson: 0.5, spearman: 0.4 },
    // atanh 0.5 ± 1.96 / √25
    'natural: development pearson 50.0 (95 %: 15.6–73.6), spearman 40.0 (95 %: 1.6–68.1) on 28',
  ],
  [
    'regression',
    2,
    { pearson: 1, spearman: 1 },
    'natural: development pearson 100.0, spearman 100.0 on 2, too few for a correlation to say anything',
  ],
  [
    'regression',
    9,
    { pearson: Number.NaN },
    'natural: development pearson not defined (its answers are all alike) on 9',
  ],
])('the scores of %s of %d examples are said with that number: %j', (kind, examples, scores, sentence) => {
  expect(said(kind, examples, scores)).toBe(sentence);
});
