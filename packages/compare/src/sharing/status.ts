import { join } from 'node:path';
import { newestClaim } from '../results/claims/claims-at.ts';
import { doerOf } from '../results/claims/at-work.ts';
import type { Progress } from '../results/claims/owner.ts';
import { isTable, jsonIn } from '../results/json.ts';
import { isRunResult } from '../results/runs/finished.ts';
import { runFile } from '../results/runs/run-files.ts';
import { UsageError } from '../usage-error.ts';
import { readPlanned } from './planned.ts';
import type { PlannedRun } from './planned.ts';

/** How a run of a comparison stands. */
export interface RunStatus extends Omit<PlannedRun, 'key'> {
  /**
   * `finished`; `failed`, in itself (which is a result) or with its process (then the same command tries it again); `running`; `waiting`, from its
   * beginning or from where it was put away; `out`, of a method that the race has stopped.
   */
  readonly state: 'finished' | 'failed' | 'running' | 'waiting' | 'out';
  /** Whether it is among the results, and not done again. */
  readonly isOver: boolean;
  /** Why it failed, in a sentence. */
  readonly sentence?: string;
  /** The machine that it runs on. */
  readonly host?: string;
  /** The number of its process there. */
  readonly pid?: number;
  /** Since when it runs, in ISO 8601. */
  readonly since?: string;
  /** How far it has come, as it said some seconds ago. */
  readonly progress?: Progress;
}

/** How a comparison stands. */
export interface ComparisonStatus {
  readonly folder: string;
  /** In the order in which one process does them. */
  readonly runs: readonly RunStatus[];
}

/**
 * Says how the runs of a comparison stand, whoever does them where: reads its folder, and writes nothing. Throws a `UsageError` where that is none.
 *
 * @param folder that of the results.
 */
export function statusOf(folder: string): ComparisonStatus {
  const planned = readPlanned(folder);
  if (!planned) {
    throw new UsageError(
      `${folder} is no folder of a comparison, or of an earlier version: it has no planned.json; name with --out what compare writes to.`,
    );
  }
  const results = jsonIn(join(folder, 'results.json'));
  const stopped = isTable(results) && Array.isArray(results['stopped']) ? results['stopped'] : [];
  const out = new Set(stopped.flatMap((each: unknown) => (isTable(each) ? [each['method']] : [])));
  return { folder, runs: planned.map((run) => statusIn(folder, run, out)) };
}

function statusIn(folder: string, { key, ...run }: PlannedRun, out: ReadonlySet<unknown>): RunStatus {
  const result = jsonIn(runFile(folder, run.id, key, '.json'));
  if (isRunResult(result) && result.key === key) {
    const { status, failure } = result;
    if (status === 'finished') return { ...run, state: 'finished', isOver: true };
    return { ...run, state: 'failed', isOver: true, ...(failure === undefined ? {} : { sentence: failure }) };
  }
  const stem = runFile(folder, run.id, key, '');
  const doer = doerOf(stem);
  if (doer) {
    const { host, pid, since, progress } = doer.claim ?? {};
    return {
      ...run,
      state: 'running',
      isOver: false,
      ...(host !== undefined && { host }),
      ...(pid !== undefined && { pid }),
      ...(since !== undefined && { since }),
      ...(progress && { progress }),
    };
  }
  if (out.has(run.method)) return { ...run, state: 'out', isOver: true };
  const { failure, progress } = newestClaim(stem)?.claim ?? {};
  return {
    ...run,
    state: failure === undefined ? 'waiting' : 'failed',
    isOver: false,
    ...(failure !== undefined && { sentence: failure }),
    ...(progress && { progress }),
  };
}
