import type { Worker } from '../workers/worker.ts';

/** How long a measurement goes on. */
export interface Budget {
  /** Turns before the first that counts: they compile, record and fill caches. */
  readonly warmUp: number;
  /** Turns that count, at least and at most. */
  readonly turns: readonly [least: number, most: number];
  /** No turn begins after so many seconds, once there are enough. */
  readonly seconds: number;
}

/**
 * Times `step` of each worker in turn: A B C, A B C, … One works while the others wait. Gives the times of each worker, in
 * milliseconds.
 */
export async function interleaved(workers: readonly Worker[], budget: Budget): Promise<readonly (readonly number[])[]> {
  const began = performance.now();
  const [least, most] = budget.turns;
  const columns = workers.map((): number[] => []);
  for (let turn = 0; turn < budget.warmUp + most; turn++) {
    const enough = turn >= budget.warmUp + least && performance.now() - began > 1000 * budget.seconds;
    if (enough) break;
    for (const [i, worker] of workers.entries()) {
      const { ms } = await worker.ask<{ readonly ms: number }>({ do: 'step' });
      if (turn >= budget.warmUp) columns[i]!.push(ms);
    }
  }
  return columns;
}
