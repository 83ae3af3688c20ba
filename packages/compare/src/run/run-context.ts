import type { Cluster, Model } from '@advtrain/core';
import type { AttackSettings, Pause } from '@advtrain/evaluate';
import type { Allowance } from '../budget/allowance.ts';
import type { RunEvent } from '../events.ts';
import type { Configured } from '../methods/configured.ts';
import type { Balls } from '../rises/rises-of.ts';
import type { TrainingSettings } from '../settings.ts';
import type { Task } from '../task/task.ts';
import type { WordAttacks } from '../words/under-words.ts';
import type { Witness } from './training.ts';

/** What a run needs beside its method and its seed. */
export interface RunContext {
  readonly task: Task;
  readonly training: TrainingSettings;
  /** Default: nothing is attacked. */
  readonly attack?: AttackSettings;
  /** Attacks on characters and words. Default: none. */
  readonly words?: WordAttacks;
  /** Whose balls the largest loss increase is measured in. Default: it is not. */
  readonly balls?: Balls;
  /** All methods of the comparison: the dearest says how long a matched control trains. Default: the method alone. */
  readonly methods?: readonly Configured[];
  /** What every method but plain natural training may spend. Default: what the epochs have. */
  readonly allowance?: Allowance;
  /** Where a trial of the method keeps how fast it is, where seconds are allowed. Default: beside the checkpoint. */
  readonly trial?: string;
  /**
   * Told of what happens. Default: nobody is.
   *
   * @param event what kind of thing happened, with its figures.
   */
  readonly on?: (event: RunEvent) => void;
  /** Path of the record of the run, as JSON lines. */
  readonly record: string;
  /** Path of where the run is put away when it is cut off, to go on from; what was put away there before is kept beside it. */
  readonly checkpoint: string;
  /** How many seconds of training may be lost. */
  readonly checkpointSeconds: number;
  /** A hash of everything that determines the run. */
  readonly key: string;
  readonly signal?: AbortSignal;
  /**
   * The processes that train together, each of which runs the same run; all but rank 0 give it paths that nobody reads. Default: this
   * process alone. A signal stops all of them, between two steps.
   */
  readonly cluster?: Cluster | undefined;
  /** Whether those processes share out the optimizer's moments, for memory. Default false. */
  readonly shardsOptimizer?: boolean | undefined;
  /**
   * Keeps the best evaluation's parameters in a file at `path`, and a copy beside it, and ends with them. Training stops after `patience`
   * evaluations in a row without a better one; default: never. Default: the last step's parameters are the result.
   */
  readonly best?: { readonly path: string; readonly patience?: number };
  /** Sees every step. Default: none. */
  readonly witness?: Witness;
  /**
   * Called with the trained model before it is freed, and with what it should await between batches: the run's own pause.
   *
   * @param model what was trained; it is freed when the promise is kept.
   * @param pause awaited between batches: it lets signals have their turn.
   */
  readonly trained?: (model: Model, pause: Pause) => Promise<void>;
}
