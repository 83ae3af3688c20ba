import { availableParallelism } from 'node:os';

/**
 * The threads that each of some processes on this host has: those that were asked for, else its share of the processors, at least one.
 *
 * @param processes how many share them
 * @param asked what the environment says; empty is not said
 * @param cores the processors; this host's where it is not given
 */
export function threadsOfEach(processes: number, asked: string | undefined, cores = availableParallelism()): string {
  if (asked !== undefined && asked !== '') return asked;
  return String(Math.max(1, Math.floor(cores / processes)));
}
