import type { Batch } from '@advtrain/core';
import type { LabelledExamples } from '../attack/attack.ts';

/** Batches of one pass over examples. */
export interface AttackedBatches extends Iterable<Batch> {
  /** The examples of each batch, by their indices in the set. */
  readonly rows: readonly Iterable<number>[];
}

/** Examples as a model reads them, sentences or images: the `ExampleSet` of `@advtrain/evaluate` is one. */
export interface AttackedSet extends LabelledExamples {
  /**
   * Those of these indices, in their order. One that is named again comes again.
   *
   * @param rows indices, from 0 on.
   */
  pick(rows: readonly number[]): AttackedSet;
  /**
   * Batches in an order that suits an evaluation, and of a size that does where none is said.
   *
   * @param batchSize the most examples of a batch.
   */
  evaluation(batchSize?: number): AttackedBatches;
}
