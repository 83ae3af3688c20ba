import { existsSync } from 'node:fs';
import { writeTextAtomically } from '@advtrain/core';
import { jsonIn } from '../../results/json.ts';
import type { Attempt } from '../../results/runs/run-result.ts';

/** What the attempts of a run that were given up leave for the next. */
export interface Attempts {
  readonly all: readonly Attempt[];
  /** Lines of the run's record. */
  readonly lines: number;
}

/** Where a run's attempts that were given up are kept, by the path of its checkpoint. */
export function attemptsFile(checkpoint: string): string {
  return `${checkpoint}.attempts`;
}

/**
 * What states of an attempt are kept under: those of one are not gone on from in another.
 *
 * @param key that of the run.
 * @param before how many attempts were given up before.
 */
export function attemptKey(key: string, before: number): string {
  return before === 0 ? key : `${key}, attempt ${before + 1}`;
}

/** None yet. */
const none: Attempts = { all: [], lines: 0 };

/**
 * Reads the attempts at `path` of the run of this key; none where there is no such file, it is of another run or, which is
 * said, it is damaged.
 */
export function readAttempts(path: string, key: string, note: (text: string) => void): Attempts {
  if (!existsSync(path)) return none;
  const kept = jsonIn(path) as Partial<Attempts & { readonly key: string }> | null | undefined;
  if (kept && kept.key !== key) return none;
  if (kept && Array.isArray(kept.all) && typeof kept.lines === 'number') return { all: kept.all, lines: kept.lines };
  note(`${path} is damaged, so the run begins anew with its first attempt.`);
  return none;
}

/** Keeps them: what was given up is never run again. */
export function keepAttempts(path: string, key: string, attempts: Attempts): void {
  writeTextAtomically(path, JSON.stringify({ key, ...attempts }));
}

/** What attempts have cost together, in units and seconds. */
export function spentBy(attempts: readonly Attempt[]): { readonly units: number; readonly seconds: number } {
  return {
    units: attempts.reduce((sum, { units }) => sum + units, 0),
    seconds: attempts.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
