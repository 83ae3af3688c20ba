import { pgd } from '@advtrain/attacks';
import type { Model } from '@advtrain/core';
import { key } from '@advtrain/engine';
import type { ExampleSet, Pause } from '@advtrain/evaluate';
import { calibrationError } from '@advtrain/statistics';
import type { ModelResult } from './results.ts';

/** What a model answers to all examples without an attack, and how well it knows when it is right. */
export async function answersOf(
  model: Model,
  set: ExampleSet,
  pause: Pause,
): Promise<Pick<ModelResult, 'accuracy' | 'answered' | 'calibrationError'>> {
  const { logits } = await pgd({ radius: 0, steps: 1 }).look(model, set, { key: key(0), temperature: 1, pause });
  const rows = set.labels.map((label, row) => ({ label, logits: logits.get(row)! }));
  const right = rows.map((row) => row.logits.every(Number.isFinite) && answerOf(row.logits) === row.label);
  return {
    accuracy: right.filter(Boolean).length / right.length,
    answered: right.map((isRight) => (isRight ? 1 : 0)),
    calibrationError: calibrationError({ confidences: rows.map((row) => confidenceOf(row.logits)), right }),
  };
}

function answerOf(logits: readonly number[]): number {
  return logits.indexOf(Math.max(...logits));
}

/** The probability of the likeliest class. An answer that is no number is wrong, and counts as one that is sure. */
function confidenceOf(logits: readonly number[]): number {
  if (!logits.every(Number.isFinite)) return 1;
  const most = Math.max(...logits);
  return 1 / logits.reduce((sum, each) => sum + Math.exp(each - most), 0);
}
