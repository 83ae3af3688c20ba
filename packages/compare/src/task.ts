import type { Params } from '@advtrain/core';
import type { Encoded, LabelKind, MetricName } from '@advtrain/datasets';
import type { Encoder } from '@advtrain/models';
import type { TaskInfo } from './results.ts';

/** Examples as a model reads them. */
export interface EncodedSet {
  readonly encoded: readonly Encoded[];
  readonly labels: readonly number[];
}

/** Data and a model, read and ready: what every run of a comparison shares. */
export interface Task {
  readonly info: TaskInfo;
  /** What labels are. */
  readonly kind: LabelKind;
  /** What it is measured by; the first chooses the best evaluation. */
  readonly metrics: readonly [MetricName, ...MetricName[]];
  readonly train: EncodedSet;
  /** By the ids of `info.sets`. */
  readonly sets: Readonly<Record<string, EncodedSet>>;
  /** Test sets whose labels are not public, by their splits, if they were asked for. */
  readonly unlabelled: Readonly<Record<string, readonly Encoded[]>>;
  readonly padId: number;
  /** A fresh model whose random parts follow from the seed. */
  model(seed: number): Promise<Encoder>;
  /** Saves a trained model as a Hugging Face folder. */
  save(folder: string, params: Params): Promise<void>;
  /** A hash of the data and the starting weights. */
  readonly fingerprint: string;
}
