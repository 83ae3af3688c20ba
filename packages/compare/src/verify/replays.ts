import { existsSync } from 'node:fs';
import { count } from '../format.ts';
import { attemptKey } from '../run/watch/attempts.ts';
import { nameOf, runOf } from './audited.ts';
import type { AuditedRun } from './audited.ts';
import { stateEnding } from './desk.ts';
import type { Desk, Replayed } from './desk.ts';
import { stretchesOf } from './picks.ts';
import type { Pick, Stretch } from './picks.ts';
import { fileDigest } from './state-digest.ts';
import type { StateVerdict, StepVerdict } from './verification.ts';

/** How many steps of a run can be picked. */
export function lengthOf({ run, record }: AuditedRun): number {
  // A damaged file may state any number of steps, but has no more in its record than it has lines.
  return Math.min(run.steps, record.losses.size);
}

/** What replays find, step by step and state by state, and in sentences what else is not as the results say. */
export interface Found {
  readonly steps: readonly StepVerdict[];
  readonly states: readonly StateVerdict[];
  readonly contradicted: readonly string[];
}

/** What is replayed, and how it is judged. */
export interface Replays {
  readonly runs: readonly AuditedRun[];
  readonly picks: readonly Pick[];
  /** The relative difference of losses that passes. */
  readonly tolerance: number;
  /** Whether digests can be compared. */
  readonly isSame: boolean;
  readonly desk: Desk;
  readonly note: (text: string) => void;
}

/** Takes the stretches again that the picks need, and judges all that they come to. */
export async function replayAll({ runs, picks, tolerance, isSame, desk, note }: Replays): Promise<Found> {
  const steps: StepVerdict[] = [];
  const states: StateVerdict[] = [];
  const contradicted = new Set<string>();
  const kept = runs.map(({ record, file }) =>
    [...record.digests.keys()].filter((step) => existsSync(file(stateEnding(step)))),
  );
  const stretches = stretchesOf(picks, kept);
  const taken = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  note(`${count(picks.length)} steps are picked; to come to them, ${count(taken)} are taken again.`);
  for (const stretch of stretches) {
    const audited = runs[stretch.run]!;
    if (stretch.from > 0) {
      const verdict = await keptVerdict(audited, stretch.from);
      states.push(verdict);
      if (!verdict.agrees) continue;
    }
    const replayed = await desk.replay(stretch);
    contradictedBy(audited, replayed).forEach((text) => contradicted.add(`${nameOf(audited)}: ${text}`));
    const isPicked = (step: number) => picks.some((pick) => pick.run === stretch.run && pick.step === step);
    for (const verdict of stepVerdicts(audited, stretch, replayed, tolerance))
      steps.push({ ...verdict, picked: isPicked(verdict.step) });
    if (isSame) states.push(...stateVerdicts(audited, replayed));
  }
  return { steps, states, contradicted: [...contradicted] };
}

/** What a replay shows of a run beside its losses, in sentences. */
function contradictedBy({ run }: AuditedRun, { givenUp, planned }: Replayed): readonly string[] {
  const [steps] = givenUp;
  if (steps !== undefined)
    return [`taken again, it is given up after ${count(steps)} steps and begun anew with smaller sizes.`];
  // Where it is seconds that are allowed, they may be over before.
  if (run.status !== 'finished' || run.timed || run.steps === planned) return [];
  return [`its settings are of ${count(planned)} steps, but it has ${count(run.steps)}.`];
}

async function keptVerdict(audited: AuditedRun, step: number): Promise<StateVerdict> {
  const known = audited.record.digests.get(step);
  const file = await fileDigest(audited.file(stateEnding(step))).catch(() => undefined);
  const { key, attempts = [] } = audited.run;
  const agrees = file?.digest === known && file?.run === attemptKey(key, attempts.length);
  return { ...runOf(audited), step, what: 'kept', agrees };
}

function stateVerdicts(audited: AuditedRun, { digests }: Replayed): readonly StateVerdict[] {
  return [...digests].map(([step, digest]) => {
    const agrees = audited.record.digests.get(step) === digest;
    return { ...runOf(audited), step, what: 'replayed', agrees };
  });
}

function stepVerdicts(audited: AuditedRun, { from, to }: Stretch, replayed: Replayed, tolerance: number) {
  return Array.from({ length: to - from }, (_, index) => {
    const step = from + index + 1;
    const recorded = audited.record.losses.get(step) ?? null;
    const here = replayed.losses.get(step) ?? null;
    const difference = differenceOf(recorded, here);
    const agrees = difference !== null && difference <= tolerance;
    return { ...runOf(audited), step, from, recorded, replayed: here, difference, agrees };
  });
}

/** |a − b| over the larger of both; 0 for equal ones, null where one is no number. */
function differenceOf(a: number | string | null, b: number | string | null): number | null {
  if (a !== null && a === b) return 0;
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}
