import { existsSync } from 'node:fs';
import { count } from '../format.ts';
import type { AuditedRun } from './audited.ts';
import { stateEnding } from './desk.ts';
import type { Desk } from './desk.ts';
import { stretchesOf } from './picks.ts';
import type { Pick, Stretch } from './picks.ts';
import type { StepRecord } from './record.ts';
import { fileDigest } from './state-digest.ts';
import type { StateVerdict, StepVerdict } from './verification.ts';

/** How many steps of a run can be picked: none of one that was begun anew, whose record is of several attempts. */
export function lengthOf({ run, record }: AuditedRun): number {
  // A damaged file may state any number of steps, but has no more in its record than it has lines.
  return 'attempts' in run ? 0 : Math.min(run.steps, record.losses.size);
}

/** What replays find, step by step and state by state. */
export interface Found {
  readonly steps: readonly StepVerdict[];
  readonly states: readonly StateVerdict[];
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
  const kept = runs.map(({ record, file }) =>
    [...record.digests.keys()].filter((step) => existsSync(file(stateEnding(step)))),
  );
  const stretches = stretchesOf(picks, kept);
  const taken = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  if (picks.length === 0) return { steps, states };
  note(`${count(picks.length)} steps are picked; to come to them, ${count(taken)} are taken again.`);
  for (const { title, run } of runs.filter(({ run }) => 'attempts' in run))
    note(`${title}, seed ${run.seed}, was begun anew with smaller sizes, and is not replayed.`);
  for (const stretch of stretches) {
    const audited = runs[stretch.run]!;
    if (stretch.from > 0) {
      const verdict = await keptVerdict(audited, stretch.from);
      states.push(verdict);
      if (!verdict.agrees) continue;
    }
    const replayed = await desk.replay(stretch);
    const isPicked = (step: number) => picks.some((pick) => pick.run === stretch.run && pick.step === step);
    for (const verdict of stepVerdicts(audited, stretch, replayed, tolerance))
      steps.push({ ...verdict, picked: isPicked(verdict.step) });
    if (isSame) states.push(...stateVerdicts(audited, replayed));
  }
  return { steps, states };
}

function nameOf({ run: { method, seed }, title }: AuditedRun) {
  return { method, title, seed };
}

async function keptVerdict(audited: AuditedRun, step: number): Promise<StateVerdict> {
  const known = audited.record.digests.get(step);
  const file = await fileDigest(audited.file(stateEnding(step))).catch(() => undefined);
  const agrees = file?.digest === known && file?.run === audited.run.key;
  return { ...nameOf(audited), step, what: 'kept', agrees };
}

function stateVerdicts(audited: AuditedRun, { digests }: StepRecord): readonly StateVerdict[] {
  return [...digests].map(([step, digest]) => {
    const agrees = audited.record.digests.get(step) === digest;
    return { ...nameOf(audited), step, what: 'replayed', agrees };
  });
}

function stepVerdicts(audited: AuditedRun, { from, to }: Stretch, replayed: StepRecord, tolerance: number) {
  return Array.from({ length: to - from }, (_, index) => {
    const step = from + index + 1;
    const recorded = audited.record.losses.get(step) ?? null;
    const here = replayed.losses.get(step) ?? null;
    const difference = differenceOf(recorded, here);
    const agrees = difference !== null && difference <= tolerance;
    return { ...nameOf(audited), step, from, recorded, replayed: here, difference, agrees };
  });
}

/** |a − b| over the larger of both; 0 for equal ones, null where one is no number. */
function differenceOf(a: number | string | null, b: number | string | null): number | null {
  if (a !== null && a === b) return 0;
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}
