import * as tf from '@tensorflow/tfjs-core';
import { text } from '../native/native.ts';
import type { CollectiveBackend } from './binding.ts';

/** What processes do together, known by a number. */
export interface TogetherOptions {
  /** How many processes take part. */
  readonly size: number;
  /** What tells this from other sums and broadcasts that may be under way at once: a whole number below 2³¹, the same in all processes. */
  readonly instance: number;
  /** Float32, not empty: this begins only when that is known, also where both are recorded. Default: as soon as its own numbers are. */
  readonly after?: tf.Tensor | undefined;
}

/** There is one group, of all processes. */
const group = 1;

/** The inputs by which a collective is known: the size and the number of its group, and its own. */
export function keysOf({ size, instance, after }: TogetherOptions): readonly tf.Tensor[] {
  const [sized, grouped, own] = [size, group, instance].map((each) => tf.scalar(each, 'int32'));
  return [sized!, grouped!, after ? tf.add(own!, zeroAfter(after)) : own!];
}

/** Zero, known when a tensor is: a whole number, for NaN times zero is none. */
function zeroAfter(tensor: tf.Tensor): tf.Scalar {
  const first = tf.reshape(tf.slice(tf.reshape(tensor, [-1]), 0, 1), []);
  return tf.mul(tf.cast(first, 'int32'), tf.scalar(0, 'int32'));
}

/** How long a collective waits, and by what it goes. */
export function waiting(backend: CollectiveBackend, timeoutSeconds: number, by: 'auto' | 'nccl' = 'auto') {
  return [
    text(backend, 'communication_hint', by),
    { name: 'timeout_seconds', type: backend.binding.TF_ATTR_FLOAT as number, value: timeoutSeconds },
  ];
}
