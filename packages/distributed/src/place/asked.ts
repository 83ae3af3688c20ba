import { among } from './address.ts';
import type { Place } from './placed.ts';

/** A place that was given by hand. */
export interface Asked {
  /** `host:port` of each process, by rank: the same list for all of them. */
  readonly workers?: readonly string[];
  /** Which of them this one is, from 0 on. */
  readonly rank?: number;
}

/** The place that options give; both or none. */
export function asked({ workers, rank }: Asked): Place | undefined {
  if (workers === undefined)
    throw new Error(
      `The rank is ${String(rank)}, but no workers are given: name all as host:port, in the order of their ranks.`,
    );
  if (rank === undefined)
    throw new Error(
      `${workers.length} workers are given, but no rank: say which of them this is, from 0 to ${workers.length - 1}.`,
    );
  return among('The list of workers', workers, rank, 'options');
}
