import type { NoteEvent, RunName, StepEvent } from '../events.ts';
import type { Machine } from '../results/runs/run-result.ts';

/** A step that was taken again. */
export interface StepVerdict extends RunName {
  readonly step: number;
  /** The step after whose state the replay began; 0 for the start of the run. */
  readonly from: number;
  /** Whether it was picked, or lies on the way to one that was. */
  readonly picked: boolean;
  /** The loss that the results have, and the loss found here; one that is no number as its name, none as null. */
  readonly recorded: number | string | null;
  readonly replayed: number | string | null;
  /** |recorded − replayed| over the larger of both; 0 where the bits agree, null where one is no number. */
  readonly difference: number | null;
  /** Whether the difference is within the tolerance. */
  readonly agrees: boolean;
}

/** A state of a run whose digest was taken again. */
export interface StateVerdict extends RunName {
  readonly step: number;
  /** `kept`: of the file in the folder; `replayed`: of the state that a replay came to. */
  readonly what: 'kept' | 'replayed';
  readonly agrees: boolean;
}

/** What an audit of a folder of results found. */
export interface Verification {
  /** What the picks follow from. */
  readonly seed: number;
  /** The relative difference of losses that passes as agreement; 0 asks for the same bits. */
  readonly tolerance: number;
  /** Whether this machine is of the kind that all audited runs were computed by. */
  readonly sameKind: boolean;
  readonly here: Machine;
  /** What the audited runs were computed by, each once; null for runs that do not say. */
  readonly there: readonly (Machine | null)[];
  readonly steps: readonly StepVerdict[];
  readonly states: readonly StateVerdict[];
  /** The runs that were begun anew with smaller sizes: their last attempt is audited, those that were given up before are not. */
  readonly begunAnew: readonly RunName[];
  /** The runs that are not among the results, for they are not finished: nothing is said of them. */
  readonly missing: readonly RunName[];
  /** What contradicts itself in the folder, a sentence each. */
  readonly problems: readonly string[];
  /** Whether steps were taken again and all agrees: no problem, no step and no state that differs. */
  readonly agrees: boolean;
}

/** What happens in an audit. */
export type VerifyEvent = NoteEvent | StepEvent;
