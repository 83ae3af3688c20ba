import type { Execution, Lengths } from '@advtrain/core';
import type { RobustPoint, Scores } from '@advtrain/evaluate';
import type { Pace } from '../../budget/pace.ts';
import type { Warning } from '../../guards/warning.ts';
import type { MethodOptions } from '../../methods/configured.ts';
import type { LossRises } from '../../rises/rises-of.ts';

/** A point of a learning curve. */
export interface CurvePoint {
  /** Optimizer steps taken. */
  readonly step: number;
  /** Units counted so far. */
  readonly units: number;
  /** The mean training loss since the last point. */
  readonly loss: number;
}

/** An evaluation during training. */
export interface EpochPoint {
  readonly epoch: number;
  readonly step: number;
  readonly units: number;
  /** The task's first metric on the development set: accuracy in [0, 1], where the data name no other. */
  readonly development: number;
}

/** What a run was computed by: where all of it is alike, the same steps give the same bits. */
export interface Machine {
  /** The backend and its version. */
  readonly engine: string;
  /** The processor by its name and architecture, or the GPU. */
  readonly device: string;
  /** Threads that the engine may use; of a GPU 0. */
  readonly threads: number;
}

/** What an attack on characters or words has left of a run's model. */
export interface WordOutcome {
  /** The attack as it was asked for: `words`. */
  readonly name: string;
  /** As it calls itself. */
  readonly attack: string;
  /** How many examples were attacked. */
  readonly examples: number;
  /** The share of them that is answered rightly without an attack, in [0, 1]. */
  readonly clean: number;
  /** The share that still is under it. */
  readonly accuracy: number;
  /** Of each whether it still is, in the order of `attackedRows` of `@advtrain/evaluate`: bits in base64, the first in the lowest. */
  readonly held: string;
  /** Queries of each example that is answered rightly, on average. */
  readonly queries: number;
  /** What logits are divided by in what it searches by. */
  readonly temperature: number;
}

/** What one run, a method with a seed, measured. */
export interface RunResult {
  /** A hash of everything that determines the run. */
  readonly key: string;
  readonly method: string;
  readonly seed: number;
  readonly options: MethodOptions;
  /**
   * `diverged`: the loss stopped being a number, so there is nothing to measure. `stopped`: something else went wrong, and
   * training was to end then; what is measured is the model as it was.
   */
  readonly status: 'finished' | 'diverged' | 'stopped';
  /** What went wrong, in one sentence. */
  readonly failure?: string;
  readonly steps: number;
  /** Passes over the training examples that those steps made. */
  readonly epochs: number;
  /** Whether steps ran as recorded functions, and if not, why. Absent in results of earlier versions. */
  readonly execution?: Execution;
  /** How long the task's x are, which shares such as `5%` are of. Absent in results of earlier versions. */
  readonly lengths?: Lengths;
  /**
   * Cost in units: a forward, a backward to the inputs and a backward to the weights of one batch are 1 each. Predicted is what
   * the method says that the steps cost which were taken.
   */
  readonly units: { readonly predicted: number; readonly counted: number };
  readonly seconds: {
    readonly training: number;
    readonly evaluation: number;
    /** Looking for failures while it trained. Absent in results of earlier versions. */
    readonly watching?: number;
  };
  /** Where seconds were allowed: how many, the steps that a trial estimated, to which its learning rate is fitted, and its pace. */
  readonly timed?: Pace & { readonly seconds: number; readonly steps: number };
  /** What ended the run, if several machines took turns. Absent in results of earlier versions. */
  readonly machine?: Machine;
  /** The most memory that tensors took at once in training, in bytes. */
  readonly peakBytes: number;
  /** Accuracy by set, in [0, 1]; none in a regression. */
  readonly accuracy: Readonly<Record<string, number>>;
  /** Which examples were answered right, by set: bits in base64, the first example in the lowest. Absent in results of earlier versions. */
  readonly correct?: Readonly<Record<string, string>>;
  /** The task's metrics by set: `scores.development.matthews`. */
  readonly scores?: Readonly<Record<string, Scores>>;
  /** The evaluation that was best by the task's first metric, where its parameters were kept in place of the last. */
  readonly best?: { readonly step: number; readonly development: number };
  /** The share of the development set that the model gave each class; none without classes. */
  readonly predicted: readonly number[];
  readonly robust: readonly RobustPoint[];
  /**
   * Of each attacked example, in the order of `attackedRows` of `@advtrain/evaluate`, the smallest radius at which it is lost: 0
   * where the model errs on the clean one, null where no ball breaks it. Absent where nothing is attacked, and in results of
   * earlier versions.
   */
  readonly lostAt?: readonly (number | null)[];
  /** What attacks on characters and words left, in the order of the settings. Absent where none was asked for. */
  readonly words?: readonly WordOutcome[];
  /** The largest loss increase (Zhu et al., 2020, Table 5). Absent where it was not asked for. */
  readonly increase?: LossRises;
  readonly curve: readonly CurvePoint[];
  readonly epochCurve: readonly EpochPoint[];
  /** What was seen to go wrong while it trained, in its last attempt. Absent where nothing was. */
  readonly warnings?: readonly Warning[];
  /**
   * The attempts that were given up before the one that all other figures but `units` and `seconds` are of: those count
   * them all. `options` are those of the last attempt. Absent where the first was kept.
   */
  readonly attempts?: readonly Attempt[];
  /** The learning rate of the last attempt, where there were several. */
  readonly learningRate?: number;
}

/** A run that was given up and begun anew with smaller sizes. */
export interface Attempt {
  readonly options: MethodOptions;
  readonly learningRate: number;
  readonly steps: number;
  /** Units counted. */
  readonly units: number;
  /** Seconds of training. */
  readonly seconds: number;
  /** Why. */
  readonly warning: Warning;
}
