import type { Warning } from './guards/warning.ts';
import type { WordProgress } from './words/under-words.ts';
import type { Comparison } from './results/results.ts';
import type { Attempt, EpochPoint, RunResult } from './results/runs/run-result.ts';

/** A run of a comparison: a method with a seed. */
export interface RunName {
  /** The method's name. */
  readonly method: string;
  /** How tables and charts call the method. */
  readonly title: string;
  readonly seed: number;
}

/** Where a run is among those of its comparison. */
export interface RunPlace extends RunName {
  /** Which it is, from 1. */
  readonly place: number;
  /** How many there are in all. */
  readonly of: number;
}

/** A step was taken. */
export interface StepEvent extends RunName {
  readonly kind: 'step';
  /** Optimizer steps taken so far. */
  readonly step: number;
  /** Optimizer steps in all. */
  readonly steps: number;
  /** The mean of the objective over the rounds of the step. */
  readonly loss: number;
  /** Units counted so far. */
  readonly units: number;
  /** Seconds until training ends, by its pace so far. */
  readonly secondsLeft: number;
}

/** The model was measured on the development set in the midst of training. */
export interface EvaluationEvent extends RunName, EpochPoint {
  readonly kind: 'evaluation';
}

/** A run was put away, or goes on from where it was: a crash costs no more than what comes after. */
export interface CheckpointEvent extends RunName {
  readonly kind: 'checkpoint';
  /** Optimizer steps taken until then. */
  readonly step: number;
}

/** Something that a reader has to know, in a sentence. */
export interface NoteEvent {
  readonly kind: 'note';
  readonly text: string;
  /** Whether something is not as it should be, which is said to who wants to hear of nothing else. Default false. */
  readonly isWrong?: boolean;
}

/** Something was seen to go wrong in training. */
export interface WarningEvent extends RunName {
  readonly kind: 'warning';
  readonly warning: Warning;
}

/** A run is given up, and begun anew with smaller sizes. */
export interface RestartEvent extends RunName {
  readonly kind: 'restart';
  /** The attempt that is given up. */
  readonly attempt: Attempt;
  /** Which attempt begins, from 2. */
  readonly place: number;
  /** Its options as text; where they are as before, its learning rate. */
  readonly sizes: string;
}

/** How far measuring on a set is. */
export interface SetProgress {
  /** The set, by its name. */
  readonly set: string;
  readonly done: number;
  readonly of: number;
  /** Seconds until it ends, by its pace so far. Absent while that says nothing. */
  readonly secondsLeft?: number;
}

/** How far measuring is: on a set, or by an attack. */
export type MeasureProgress = SetProgress | WordProgress;

/** A model is being measured on a set of examples. */
export interface MeasureEvent extends RunName, SetProgress {
  readonly kind: 'measure';
}

/** An attack goes on, in balls, on characters or on words. */
export interface AttackEvent extends RunName, WordProgress {
  readonly kind: 'attack';
}

/** What happens in a run. */
export type RunEvent =
  StepEvent | EvaluationEvent | MeasureEvent | AttackEvent | CheckpointEvent | NoteEvent | WarningEvent | RestartEvent;

/** A comparison begins: what it is of, still without runs. */
export interface BeginEvent {
  readonly kind: 'begins';
  readonly comparison: Comparison;
}

/** A run was finished before, and is not run again. */
export interface KeptEvent extends RunPlace {
  readonly kind: 'kept';
  /** The file that it was taken from. */
  readonly file: string;
}

/** A run begins, or goes on from where it was cut off. */
export interface RunBeginsEvent extends RunPlace {
  readonly kind: 'run';
  /** Its options as text. */
  readonly options: string;
  /** Seconds until the comparison ends, by the runs that this process has finished; absent before the first. */
  readonly secondsLeft?: number;
}

/** A run is over. */
export interface FinishedEvent extends RunPlace {
  readonly kind: 'finished';
  readonly result: RunResult;
}

/** The results so far are on disk. */
export interface WrittenEvent {
  readonly kind: 'written';
  /** The paths of what people open: report.html, table.md, results.json. */
  readonly files: readonly string[];
}

/** What happens in a comparison, in the order in which it does. */
export type CompareEvent = BeginEvent | KeptEvent | RunBeginsEvent | RunEvent | FinishedEvent | WrittenEvent;
