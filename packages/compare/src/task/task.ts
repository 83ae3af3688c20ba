import type { Neighbours } from '@advtrain/attacks';
import type { Model, Params, Substitutes, TaskKind } from '@advtrain/core';
import type { MetricName } from '@advtrain/datasets';
import type { ExampleSet } from '@advtrain/evaluate';
import type { TaskInfo } from '../results/results.ts';
import type { TaskSettings } from '../settings.ts';
import type { TrainingSet } from './training-set.ts';

/** A model that a run frees. */
export type RunModel = Model & {
  /** Frees the parameters. */
  dispose(): void;
};

/** Data and a model, read and ready: what every run of a comparison shares. */
export interface Task {
  readonly info: TaskInfo;
  readonly kind: TaskKind;
  /** What it is measured by; the first chooses the best evaluation. */
  readonly metrics: readonly [MetricName, ...MetricName[]];
  readonly train: TrainingSet;
  /** The text of a training example, for people. Absent where there is none, or it is not in memory. */
  example?(row: number): string | undefined;
  /** By the ids of `info.sets`. */
  readonly sets: Readonly<Record<string, ExampleSet>>;
  /** Test sets whose labels are not public, by their splits, if they were asked for. */
  readonly unlabelled: Readonly<Record<string, ExampleSet>>;
  /** The set of which examples are attacked; none in a regression, nor where answers are choices. */
  readonly attacked?: string;
  /** A fresh model whose random parts follow from the seed. */
  model(seed: number): Promise<RunModel>;
  /** What may stand in the place of its tokens, by the neighbours of words. Absent where there is no tokenizer. */
  substitutes?(neighbours: Neighbours): Substitutes;
  /** Saves a trained model as a folder: an encoder in Hugging Face's layout. */
  save(folder: string, params: Params): Promise<void>;
  /** A hash of the data and the starting weights. */
  readonly fingerprint: string;
  /** What it was asked to be, for the record. Default: nothing. */
  readonly settings?: TaskSettings;
}
