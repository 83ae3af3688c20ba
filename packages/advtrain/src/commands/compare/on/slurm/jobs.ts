import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTextAtomically } from '@advtrain/core';

/** An array of jobs that was submitted for a folder. */
export interface Submission {
  /** Slurm's number of it. */
  readonly job: string;
  /** The ids of its runs, in the order of its tasks, from 1. */
  readonly runs: readonly string[];
}

/** What was submitted for a folder, the oldest first. */
export function submissions(folder: string): readonly Submission[] {
  const path = at(folder);
  if (!existsSync(path)) return [];
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Array.isArray(found) ? found.filter(isSubmission) : [];
  } catch {
    // What was forgotten is at worst queued twice, and done once.
    return [];
  }
}

/** Notes what was submitted. */
export function addSubmission(folder: string, submission: Submission): void {
  writeTextAtomically(at(folder), `${JSON.stringify([...submissions(folder), submission], null, 2)}\n`);
}

function at(folder: string): string {
  return join(folder, 'slurm', 'jobs.json');
}

function isSubmission(value: unknown): value is Submission {
  const { job, runs } = (value ?? {}) as Partial<Submission>;
  return typeof job === 'string' && Array.isArray(runs) && runs.every((run) => typeof run === 'string');
}
