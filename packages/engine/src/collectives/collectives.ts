import * as tf from '@tensorflow/tfjs-core';
import { flag, text, typed, type RawTensor } from '../native/native.ts';
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

/** What numbers are rounded to on their way between processes: bfloat16 has half the bytes, and three digits. */
export type Wire = 'fp32' | 'bf16';

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
  /** What is sent and added. Default `fp32`. */
  readonly wire?: Wire;
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
export function sumOverProcesses<T extends tf.Tensor>(
  x: T,
  { size, instance, timeoutSeconds = 0, wire = 'fp32' }: SumOptions,
): T {
  const backend = collectiveBackend();
  const least = leastNumbers * size;
  return tf.tidy(() => {
    const flat = tf.reshape(x, [-1]);
    const given = flat.size < least ? tf.pad(flat, [[0, least - flat.size]]) : flat;
    const sum = reduced(backend, given, [size, group, instance], { timeoutSeconds, wire });
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
  { timeoutSeconds, wire }: Required<Pick<SumOptions, 'timeoutSeconds' | 'wire'>>,
): tf.Tensor {
  const { binding } = backend;
  const isRounded = wire === 'bf16';
  const attributes = [
    typed(backend, 'T', isRounded ? 'TF_BFLOAT16' : 'TF_FLOAT'),
    text(backend, 'merge_op', 'Add'),
    text(backend, 'final_op', 'Id'),
    text(backend, 'communication_hint', 'auto'),
    { name: 'timeout_seconds', type: binding.TF_ATTR_FLOAT as number, value: timeoutSeconds },
    { name: 'Nordering_token', type: binding.TF_ATTR_INT as number, value: 0 },
  ];
  const [whole = 0, ...keys] = backend.getInputTensorIds([x, ...numbers.map((each) => tf.scalar(each, 'int32'))]);
  // The last input is a list, of no ordering tokens.
  const summed = (id: number) => binding.executeOp('CollectiveReduceV2', attributes, [id, ...keys, []], 1)[0]!;
  if (!isRounded) return backend.createOutputTensor(summed(whole));
  // TensorFlow.js has no name for bfloat16: the tensors between are the addon's alone.
  const sent = cast(backend, whole, ['TF_FLOAT', 'TF_BFLOAT16']);
  const sum = summed(sent.id);
  const output = cast(backend, sum.id, ['TF_BFLOAT16', 'TF_FLOAT']);
  for (const { id } of [sent, sum]) binding.deleteTensor(id);
  return backend.createOutputTensor(output);
}

type NumberType = 'TF_FLOAT' | 'TF_BFLOAT16';

function cast(backend: CollectiveBackend, id: number, [from, to]: readonly [NumberType, NumberType]): RawTensor {
  const attributes = [typed(backend, 'SrcT', from), typed(backend, 'DstT', to), flag(backend, 'Truncate', false)];
  return backend.binding.executeOp('Cast', attributes, [id], 1)[0]!;
}
