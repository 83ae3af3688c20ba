import type { Key } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import type { Clock } from '../contract/clock.ts';
import type { Batch } from '../contract/model.ts';
import type { Pass } from '../contract/plugin.ts';

/** The tensors and numbers of one piece of a step. */
export interface Given {
  readonly batch: Batch;
  readonly key: Key;
  readonly clock: Clock;
  readonly onPass: (pass: Pass) => void;
}

/** A piece of a step, the rounds of one batch: what it is computed from, and how. */
export interface Work {
  /** All that the computation depends on beside tensors, keys and schedules. */
  readonly name: string;
  readonly batch: Batch;
  readonly index: number;
  readonly key: Key;
  /** Gives the losses; whatever else it changes is in slots and in the model's variables. */
  compute(given: Given): tf.Tensor1D;
}
