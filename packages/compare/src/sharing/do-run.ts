import { existsSync } from 'node:fs';
import type { Model } from '@advtrain/core';
import { claimRun } from '../results/claims/run-claim.ts';
import type { RunClaim } from '../results/claims/run-claim.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import type { Store } from '../results/store.ts';
import { Interrupted } from '../run/interrupted.ts';
import { isPlain } from '../run/plan.ts';
import { run } from '../run/run.ts';
import type { RunContext } from '../run/run-context.ts';
import type { Witness } from '../run/training.ts';
import type { Place } from './place.ts';

/** What doing a run needs beside the run. */
export interface Doing {
  readonly kept: Store;
  /** All that runs have in common. */
  readonly common: Omit<RunContext, 'key' | 'record' | 'checkpoint' | 'trial'>;
  /** What of the run's own goes with that. */
  readonly own: Partial<Pick<RunContext, 'balls'>>;
  readonly witness: Witness | undefined;
  /** Where its model is kept. Default: nowhere. */
  readonly saved?: string | undefined;
  /** The run as it stands in the folder. */
  readonly finished: () => RunResult | undefined;
  /** Called once the run is this process's own. */
  readonly begins: () => void;
  /** Makes of what was measured what is kept. */
  readonly completed: (measured: RunResult) => RunResult;
  /** Called once the run is finished, and kept. */
  readonly ended: (result: RunResult) => void;
}

/**
 * Does a run, unless it is done already by then or somebody else does it, which gives `undefined`. How fast a method is, where seconds are allowed, is measured by one
 * process, which the method's other runs wait for.
 */
export async function doRun(place: Place, doing: Doing): Promise<RunResult | undefined> {
  const { kept, common } = doing;
  const stem = kept.file(place.id, place.key, '');
  const trial = kept.file(`${place.run.method}-trial`, place.trial, '');
  const isTimed = common.allowance?.kind === 'seconds' && !isPlain(place.configured);
  const timing = isTimed && !existsSync(`${trial}.json`) ? claimRun(trial) : undefined;
  if (timing && 'by' in timing) return undefined;
  const claim = claimRun(stem);
  try {
    if ('by' in claim) return undefined;
    return await claimed(place, claim, doing);
  } finally {
    timing?.end();
  }
}

async function claimed(place: Place, claim: RunClaim, doing: Doing): Promise<RunResult | undefined> {
  const { kept, common } = doing;
  try {
    // Between a look and the claim another may have finished it.
    const result = doing.finished();
    if (result) {
      claim.end();
      return result;
    }
    const found = doing.completed(await ran(place, claim, doing));
    if (claim.lost.aborted) return undefined;
    kept.keep(place.id, found);
    claim.end();
    doing.ended(found);
    return found;
  } catch (error) {
    const isStop = error instanceof Interrupted;
    claim.release(isStop || !(error instanceof Error) ? undefined : error.message);
    if (isStop && claim.lost.aborted && common.signal?.aborted !== true) return undefined;
    throw error;
  }
}

async function ran(place: Place, claim: RunClaim, doing: Doing): Promise<RunResult> {
  const { kept, common, own, witness, saved } = doing;
  const { id, key, trial, determined, configured, run: named } = place;
  const { on } = common;
  kept.begin({ name: id, key, determined });
  doing.begins();
  return run(configured, named.seed, {
    ...common,
    ...own,
    on: (event) => {
      if (event.kind === 'step') claim.tell({ step: event.step, steps: event.steps, secondsLeft: event.secondsLeft });
      on?.(event);
    },
    signal: common.signal ? AbortSignal.any([common.signal, claim.lost]) : claim.lost,
    trial: kept.file(`${named.method}-trial`, trial, '.json'),
    key,
    record: kept.file(id, key, '.jsonl'),
    checkpoint: kept.file(id, key, '.safetensors'),
    ...(witness ? { witness } : {}),
    ...(saved === undefined ? {} : { trained: (model: Model) => common.task.save(saved, model.params) }),
  });
}
