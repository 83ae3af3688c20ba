import * as tf from '@tensorflow/tfjs-core';
import { text, typed } from '../native/native.ts';
import { collectiveBackend, type CollectiveBackend } from './binding.ts';

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
 * Makes this process a task of a cluster: from here on {@link sumOverProcesses} reaches the others. Call it before the first variable
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

/** How a sum is made. */
export interface SumOptions {
  /** How many processes take part. */
  readonly size: number;
  /** What tells this sum from others that may be under way at once: a whole number below 2³¹, the same in all processes. */
  readonly instance: number;
  /**
   * Seconds to wait for the others. Default: for ever. Each such sum costs two threads until the time is over: for the first of a run,
   * where processes wait for one another.
   */
  readonly timeoutSeconds?: number;
}

/**
 * The sum of a tensor over all processes, the same bits in each of them. All must ask for the same sums; those under way at once may be
 * asked for in any order where they are recorded, and in the same where they are not. It can be recorded, and reads nothing back.
 * Throws where a process is gone.
 *
 * @param x float32, of one shape in all processes. Fewer than 32 numbers a process are padded, because short ones do not notice that a
 * process is gone.
 * @param options how many processes, and which sum it is.
 */
export function sumOverProcesses<T extends tf.Tensor>(x: T, { size, instance, timeoutSeconds = 0 }: SumOptions): T {
  const backend = collectiveBackend();
  const least = leastNumbers * size;
  return tf.tidy(() => {
    const flat = tf.reshape(x, [-1]);
    const given = flat.size < least ? tf.pad(flat, [[0, least - flat.size]]) : flat;
    const sum = reduced(backend, given, [size, group, instance], timeoutSeconds);
    return tf.reshape(tf.slice(sum, 0, x.size), x.shape) as T;
  });
}

const leastNumbers = 32;
/** There is one group, of all processes. */
const group = 1;

function reduced(
  backend: CollectiveBackend,
  x: tf.Tensor,
  numbers: readonly number[],
  timeoutSeconds: number,
): tf.Tensor {
  const { binding } = backend;
  const attributes = [
    typed(backend, 'T', 'TF_FLOAT'),
    text(backend, 'merge_op', 'Add'),
    text(backend, 'final_op', 'Id'),
    text(backend, 'communication_hint', 'auto'),
    { name: 'timeout_seconds', type: binding.TF_ATTR_FLOAT as number, value: timeoutSeconds },
    { name: 'Nordering_token', type: binding.TF_ATTR_INT as number, value: 0 },
  ];
  const ids = backend.getInputTensorIds([x, ...numbers.map((each) => tf.scalar(each, 'int32'))]);
  // The last input is a list, of no ordering tokens.
  return backend.createOutputTensor(binding.executeOp('CollectiveReduceV2', attributes, [...ids, []], 1)[0]!);
}
