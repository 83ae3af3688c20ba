import { collectiveBackend } from './binding.ts';

/** How other processes are watched. */
export interface WatchTimes {
  /** Milliseconds between two questions to a process. */
  readonly interval: number;
  /** Milliseconds that it has for an answer. */
  readonly limit: number;
  /** Answers that may stay away one after the other before it is taken for dead. */
  readonly attempts: number;
}

/**
 * Makes this process a task of a cluster: from here on sums and broadcasts reach the others. Call it before the first variable
 * and the first recording is made, for they are lost; it waits for nobody. Throws where the port is taken.
 *
 * @param definition a serialized tensorflow.ServerDef with `experimental.collective_group_leader`.
 * @param task this process's name in it, `/job:worker/replica:0/task:0`.
 */
export function joinProcesses(definition: Uint8Array, task: string): void {
  collectiveBackend().binding.join(definition, task);
}

/**
 * Watches other processes in a thread of its own. One that does not answer ends every sum, also one that is waiting: it throws an error
 * that names the task. A process that leaves while it is watched is taken for dead.
 *
 * @param tasks their names, as in {@link joinProcesses}.
 * @param times how often they are asked, and for how long.
 */
export function watchProcesses(tasks: readonly string[], { interval, limit, attempts }: WatchTimes): void {
  collectiveBackend().binding.startWatch(tasks, interval, limit, attempts);
}

/** Ends {@link watchProcesses}; nothing happens where nobody is watched. */
export function stopWatching(): void {
  collectiveBackend().binding.stopWatch();
}
