import type { CompareEvent } from '@advtrain/compare';

/** The environment variable by which a process knows that it is a worker, and which run it is to do: an id, or `any`. */
export const workerVariable = 'ADVTRAIN_WORKER';

/** What a worker says, a line of JSON each: what happens in its runs, and at last why it failed. */
export type WorkerMessage =
  CompareEvent | { readonly kind: 'failed'; readonly sentence: string; readonly isUsage: boolean };
