import { existsSync, readFileSync } from 'node:fs';
import type { Attempt } from '../../results/results.ts';
import { writeAtomically } from '../../results/store.ts';

/** What the attempts of a run that were given up leave for the next. */
export interface Attempts {
  readonly all: readonly Attempt[];
  /** Lines of the run's record. */
  readonly lines: number;
}

/** None yet. */
const none: Attempts = { all: [], lines: 0 };

/** Reads the attempts at `path` of the run of this key; none where there is no such file, or it is of another run. */
export function readAttempts(path: string, key: string): Attempts {
  if (!existsSync(path)) return none;
  const kept = parsed(readFileSync(path, 'utf8')) as (Attempts & { readonly key: string }) | undefined;
  return kept?.key === key ? { all: kept.all, lines: kept.lines } : none;
}

/** Keeps them: what was given up is never run again. */
export function keepAttempts(path: string, key: string, attempts: Attempts): void {
  writeAtomically(path, JSON.stringify({ key, ...attempts }));
}

/** What attempts have cost together, in units and seconds. */
export function spentBy(attempts: readonly Attempt[]): { readonly units: number; readonly seconds: number } {
  return {
    units: attempts.reduce((sum, { units }) => sum + units, 0),
    seconds: attempts.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
