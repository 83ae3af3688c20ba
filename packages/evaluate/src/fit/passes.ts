import type { Batch } from '@advtrain/core';
import type { ExampleSet } from '../example-set.ts';

/**
 * Batches of one pass of training.
 *
 * @param set the examples, with their labels.
 * @param batchSize the most examples of a batch.
 */
export function batchesOfPass(set: ExampleSet, batchSize: number): number {
  return set.training({ batchSize, seed: 0, epoch: 0 }).count;
}

/** Where training takes its batches from. */
export interface PassesOptions {
  /** Examples a batch. */
  readonly batchSize: number;
  /** What the order of every pass is a function of. */
  readonly seed: number;
  /** Batches that were used before, and that are passed over. Default 0. */
  readonly used?: number;
}

/**
 * The batches of pass after pass, without end.
 *
 * @param set the examples, with their labels.
 * @param options the batch size, the seed, and how many batches are passed over.
 */
export function* endlessPasses(set: ExampleSet, { batchSize, seed, used = 0 }: PassesOptions): Generator<Batch> {
  const perPass = batchesOfPass(set, batchSize);
  let over = used % perPass;
  for (let epoch = Math.floor(used / perPass); ; epoch++) {
    for (const batch of set.training({ batchSize, seed, epoch })) {
      if (over > 0) over--;
      else yield batch;
    }
  }
}

/**
 * Whether one of `parts` equal parts of so many steps ends after the step `index`, counted from 1.
 *
 * @param index the step's number.
 * @param steps in all.
 * @param parts into how many they are divided.
 */
export function endsPart(index: number, steps: number, parts: number): boolean {
  return Math.round((steps * Math.round((index * parts) / steps)) / parts) === index;
}
