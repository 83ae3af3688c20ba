import type { Execution } from '@advtrain/core';
import type { RobustPoint, Scores } from '@advtrain/evaluate';
import type { MethodOptions } from '../methods/configured.ts';
import type { Settings } from '../settings.ts';

/** A set of examples on which accuracy is measured. */
export interface SetInfo {
  /** The key of the set in {@link RunResult.accuracy}; `development` for the one in the domain of training. */
  readonly id: string;
  /** How the table calls it. */
  readonly title: string;
  readonly examples: number;
  /** The share of its most frequent class, in [0, 1]: what always answering that class would score. */
  readonly majority: number;
}

/** What was trained on what. */
export interface TaskInfo {
  /** The data and where they come from, in one line. */
  readonly data: string;
  /** The model and where it comes from, in one line. */
  readonly model: string;
  readonly parameters: number;
  readonly classes: readonly string[];
  /** Whether it is about images, which are attacked at their pixels, and on the test set. */
  readonly images?: boolean;
  readonly trainExamples: number;
  readonly sets: readonly SetInfo[];
  /** What the reader has to know: fallbacks, fresh heads, shortened data. */
  readonly notes: readonly string[];
}

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

/** What one run, a method with a seed, measured. */
export interface RunResult {
  /** A hash of everything that determines the run. */
  readonly key: string;
  readonly method: string;
  readonly seed: number;
  readonly options: MethodOptions;
  /** `diverged`: the loss stopped being a number, so there is nothing to measure. */
  readonly status: 'finished' | 'diverged';
  /** What went wrong, in one sentence. */
  readonly failure?: string;
  readonly steps: number;
  /** Passes over the training examples that those steps made. */
  readonly epochs: number;
  /** Whether steps ran as recorded functions, and if not, why. Absent in results of earlier versions. */
  readonly execution?: Execution;
  /**
   * Cost in units: a forward, a backward to the inputs and a backward to the weights of one batch are 1 each. Predicted is what
   * the method says that the steps cost which were taken.
   */
  readonly units: { readonly predicted: number; readonly counted: number };
  readonly seconds: { readonly training: number; readonly evaluation: number };
  /** What ended the run, if several machines took turns. Absent in results of earlier versions. */
  readonly machine?: Machine;
  /** The most memory that tensors took at once in training, in bytes. */
  readonly peakBytes: number;
  /** Accuracy by set, in [0, 1]; none in a regression. */
  readonly accuracy: Readonly<Record<string, number>>;
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
  readonly curve: readonly CurvePoint[];
  readonly epochCurve: readonly EpochPoint[];
}

/** A method as it took part. */
export interface ComparedMethod {
  readonly name: string;
  /** How tables and charts call it. */
  readonly title: string;
  /** Its options as text. */
  readonly settings: string;
  /** What it is, and its paper. */
  readonly source: string;
  /** Whether it is a control that trained for as many units as the dearest of the others. */
  readonly matched?: true;
}

/** The backend that ran a comparison and why. */
export interface UsedEngine {
  readonly backend: string;
  readonly version: string;
  readonly why: string;
  /** Absent in results. Default `cpu`. */
  readonly device?: 'cpu' | 'gpu';
}

/** A whole comparison: what `results.json` holds. */
export interface Comparison {
  /** The version of this layout. */
  readonly format: 1;
  readonly settings: Settings;
  readonly engine: UsedEngine;
  readonly task: TaskInfo;
  readonly methods: readonly ComparedMethod[];
  /** Finished runs, by method, then seed. */
  readonly runs: readonly RunResult[];
}
