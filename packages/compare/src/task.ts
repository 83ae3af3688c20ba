import type { Params } from '@advtrain/core';
import type { TokenIds } from '@advtrain/datasets';
import type { Encoder } from '@advtrain/models';
import type { TaskInfo } from './results.ts';

/** Examples as a model reads them. */
export interface EncodedSet {
  readonly encoded: readonly TokenIds[];
  readonly labels: readonly number[];
}

/** Data and a model, read and ready: what every run of a comparison shares. */
export interface Task {
  readonly info: TaskInfo;
  readonly train: EncodedSet;
  /** By the ids of `info.sets`. */
  readonly sets: Readonly<Record<string, EncodedSet>>;
  readonly padId: number;
  /** A fresh model whose random parts follow from the seed. */
  model(seed: number): Encoder;
  /** Saves a trained model as a Hugging Face folder. */
  save(folder: string, params: Params): Promise<void>;
  /** A hash of the data and the starting weights. */
  readonly fingerprint: string;
}
