import type { Batch } from '@advtrain/core';

/** Batches, and which of them was handed out last. */
export interface Followed {
  readonly batches: Iterable<Batch>;
  /** The last one that was handed out; there until the next is asked for. */
  readonly last: Batch | undefined;
  /** How many have been handed out. */
  readonly count: number;
}

/** Follows a source of batches, which stays what it is. */
export function followed(source: Iterable<Batch>): Followed {
  let last: Batch | undefined;
  let count = 0;
  return {
    batches: {
      *[Symbol.iterator]() {
        for (const batch of source) {
          last = batch;
          count++;
          yield batch;
        }
      },
    },
    get last() {
      return last;
    },
    get count() {
      return count;
    },
  };
}
