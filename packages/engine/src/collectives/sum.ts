import * as tf from '@tensorflow/tfjs-core';
import { Resource } from '../native/resource.ts';
import { flag, text, typed, type RawTensor } from '../native/native.ts';
import { collectiveBackend, type CollectiveBackend } from './binding.ts';
import { keysOf, waiting, type TogetherOptions } from './together.ts';

/** What numbers are rounded to on their way between processes: bfloat16 has half the bytes, and three digits. */
export type Wire = 'fp32' | 'bf16';

/** How a sum is made. */
export interface SumOptions extends TogetherOptions {
  /**
   * Seconds to wait for the others. Default: for ever. Each such sum costs two threads until the time is over: for the first of a run,
   * where processes wait for one another.
   */
  readonly timeoutSeconds?: number;
  /** What is sent and added. Default `fp32`. */
  readonly wire?: Wire;
  /** By what: TensorFlow's own ring, through the memory of hosts, or NCCL, from GPU to GPU, which needs an `order`. Default `auto`: the ring. */
  readonly by?: 'auto' | 'nccl';
  /** What sums follow one another by, in the order in which they were asked for, also where they are recorded. Default: nothing. */
  readonly order?: SumOrder | undefined;
}

/** What sums follow one another by: NCCL hangs where two processes begin theirs in different orders. */
export type SumOrder = Pick<Resource, 'handle' | 'dispose'>;

/** A new order. Make it before what is recorded with it, and after the processes have joined. */
export function sumOrder(): SumOrder {
  const zero = tf.scalar(0);
  const order = new Resource(collectiveBackend(), zero);
  zero.dispose();
  return order;
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
export function sumOverProcesses<T extends tf.Tensor>(x: T, options: SumOptions): T {
  const backend = collectiveBackend();
  const least = leastNumbers * options.size;
  return tf.tidy(() => {
    const flat = tf.reshape(x, [-1]);
    const given = flat.size < least ? tf.pad(flat, [[0, least - flat.size]]) : flat;
    const sum = reduced(backend, given, options);
    return tf.reshape(tf.slice(sum, 0, x.size), x.shape) as T;
  });
}

const leastNumbers = 32;

function reduced(
  backend: CollectiveBackend,
  x: tf.Tensor,
  { timeoutSeconds = 0, wire = 'fp32', by = 'auto', order, ...together }: SumOptions,
): tf.Tensor {
  const { binding } = backend;
  const isRounded = wire === 'bf16';
  const attributes = [
    typed(backend, 'T', isRounded ? 'TF_BFLOAT16' : 'TF_FLOAT'),
    text(backend, 'merge_op', 'Add'),
    text(backend, 'final_op', 'Id'),
    ...waiting(backend, timeoutSeconds, by),
    { name: 'Nordering_token', type: binding.TF_ATTR_INT as number, value: order ? 1 : 0 },
  ];
  const [whole = 0, ...keys] = backend.getInputTensorIds([x, ...keysOf(together)]);
  // The last input is a list, of ordering tokens.
  const tokens = order ? backend.getInputTensorIds([order.handle]) : [];
  const summed = (id: number) => binding.executeOp('CollectiveReduceV2', attributes, [id, ...keys, tokens], 1)[0]!;
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
