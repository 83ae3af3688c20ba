import { passes, type Difference } from './comparison/comparison.ts';
import type { Outcome } from './run.ts';

/** One line on a case: how it ended and, for each group, the largest difference / its tolerance. */
export function line(outcome: Outcome, width = 0): string {
  const head = `${outcome.status.padEnd(7)} ${outcome.name.padEnd(width)} `;
  if (outcome.status === 'skipped') return `${head} ${outcome.reason}`;
  const failure = outcome.status === 'failed' && outcome.reason !== undefined ? [outcome.reason] : [];
  return `${head} ${[...outcome.differences.map(part), ...failure].join(' · ')}`;
}

/** The last line: `N passed, N failed, N skipped`. */
export function summary(outcomes: readonly Outcome[]): string {
  const count = (wanted: Outcome['status']): number => outcomes.filter(({ status }) => status === wanted).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

function part(difference: Difference): string {
  const { group, largest, at, tolerance } = difference;
  const numbers = `${group} ${largest.toExponential(1)}/${tolerance.toExponential(1)}`;
  return passes(difference) ? numbers : `${numbers} FAILED at ${at}`;
}
