import { lasting } from '../guards/warning.ts';
import type { FailureKind } from '../guards/warning.ts';
import type { RunResult } from './runs/run-result.ts';

/** What a method did that failed so, as a sentence says it after the method's name. */
export const failureWords: Readonly<Record<FailureKind, string>> = {
  collapse: 'collapsed to one class',
  'chance-loss': 'stayed at the loss of guessing',
  'catastrophic-overfitting': 'overfitted to attacks of one step',
  'exploding-gradients': 'had exploding gradients',
  'not-finite': 'stopped giving numbers',
};

/** What a table says of it, in a word or two. */
const short: Readonly<Record<FailureKind, string>> = {
  collapse: 'collapsed',
  'chance-loss': 'at chance',
  'catastrophic-overfitting': 'one-step overfitting',
  'exploding-gradients': 'exploding gradients',
  'not-finite': 'diverged',
};

/** What a table adds to the name of a method whose runs these are; `collapsed` of those that are measured to have. */
export function marksOf(runs: readonly RunResult[], collapsed: (run: RunResult) => boolean): readonly string[] {
  const marks = runs.flatMap((run) => [
    ...(run.status === 'finished' ? [] : [run.status]),
    ...(collapsed(run) ? ['collapsed'] : []),
    ...(run.attempts ? [`restarted with smaller sizes`] : []),
    ...lasting(run.warnings).map(({ kind }) => short[kind]),
  ]);
  return [...new Set(marks)];
}
