import type { Cluster, RowWatch } from '@advtrain/core';
import { adviceOn } from '../../guards/advice.ts';
import { blamed, isByExamples } from '../../guards/not-finite.ts';
import type { Naming } from '../../guards/not-finite.ts';
import type { FailurePolicy, Warning } from '../../guards/warning.ts';
import type { RunRecord } from '../../results/runs/run-record.ts';
import type { SoFar } from '../kept/so-far.ts';
import { allSizes } from './named/all-sizes.ts';
import type { Ending } from './ending.ts';
import { watch } from './watch.ts';
import type { Taken, WatchOptions } from './watch.ts';

/** How a run is guarded. */
export interface Guard {
  /** Must be among the run's plugins. */
  readonly rows: RowWatch;
  readonly watching: WatchOptions;
  readonly policy: FailurePolicy;
  /** The processes that train together; each has the sizes of its own rows. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
  /** Names the example in a row of a batch of the step, of whose batches the last is the `batches`-th of the run, from 1. */
  readonly name: (batches: number) => Naming;
  /** Told of every warning. */
  readonly onWarning: (warning: Warning) => void;
}

/** A step that was taken, its loss, and how many batches the run has had. */
export interface Guarded extends Taken {
  readonly loss: number;
  readonly batches: number;
}

/** Looks at a run after a step, notes what is wrong, and says whether that is the end of it. */
export function guarded(taken: Guarded, soFar: SoFar, record: RunRecord, guard: Guard): Ending | undefined {
  const began = performance.now();
  const { state } = soFar;
  const broken = notFinite(taken, guard);
  if (broken) state.warnings = [...state.warnings, broken];
  const found = broken ? [broken] : watch(taken, state, guard.watching);
  for (const warning of found) {
    record.add({ warning: { ...warning } });
    soFar.lines++;
    guard.onWarning(warning);
  }
  state.seconds += (performance.now() - began) / 1000;
  const end = found.find(({ kind }) => kind === 'not-finite');
  if (end) return { status: 'diverged', warning: end };
  const [first] = found;
  return first && guard.policy !== 'warn' ? { status: 'stopped', warning: first } : undefined;
}

/** A loss or a gradient that is no number, and the examples that it comes from. */
function notFinite({ loss, norm, step, batches }: Guarded, guard: Guard): Warning | undefined {
  const { rows, cluster, watching, name } = guard;
  if (Number.isFinite(loss) && !Number.isNaN(norm)) return undefined;
  // The loss is that of all processes, so that all of them come here.
  const sizes = cluster ? allSizes(rows.sizes, cluster) : rows.sizes;
  const what = Number.isFinite(loss) ? 'The gradient' : 'The loss';
  const value = Number.isFinite(loss) ? norm : loss;
  const circumstances = { ...watching.circumstances, byExamples: isByExamples(sizes) };
  return {
    kind: 'not-finite',
    step,
    sentence: `${what} of step ${step} is ${value}${blamed(sizes, name(batches))}.`,
    advice: adviceOn('not-finite', circumstances),
  };
}
