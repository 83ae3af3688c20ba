import * as tf from '@tensorflow/tfjs-core';
import type { Span } from './buckets.ts';

/** Buckets under way at once: what has arrived of one, and not yet of the others, is held as often as it is copied on its way. */
const atOnce = 16;

/** One of the buckets that tensors go in. */
export interface Bucket {
  /** The first tensor in it. */
  readonly tensor: number;
  /** How many numbers it has. */
  readonly size: number;
  /** Its numbers, as they were given. */
  given(): tf.Tensor1D;
  /** What has to be there before it goes. */
  readonly after: tf.Tensor | undefined;
}

/** Tensors, in order and shape, whose numbers `move` has taken from somewhere else, bucket by bucket. Call it inside one `tf.tidy`. */
export function throughBuckets(
  tensors: readonly tf.Tensor[],
  buckets: readonly (readonly Span[])[],
  move: (bucket: Bucket) => tf.Tensor1D,
): tf.Tensor[] {
  const flat = tensors.map((tensor) => tf.reshape(tensor, [-1]));
  const parts: tf.Tensor[][] = tensors.map(() => []);
  const moved: tf.Tensor[] = [];
  for (const spans of buckets) {
    const sizes = spans.map(({ size }) => size);
    const whole = move({
      tensor: spans[0]!.tensor,
      size: sizes.reduce((sum, size) => sum + size, 0),
      given: () => joined(spans.map(({ tensor, begin, size }) => tf.slice(flat[tensor]!, begin, size))),
      after: moved[moved.length - atOnce],
    });
    moved.push(whole);
    const back = tf.split(whole, sizes);
    spans.forEach(({ tensor }, i) => parts[tensor]!.push(back[i]!));
  }
  return tensors.map(({ shape }, i) => tf.reshape(joined(parts[i]!), shape));
}

function joined(parts: readonly tf.Tensor[]): tf.Tensor1D {
  return (parts.length === 1 ? parts[0]! : tf.concat([...parts])) as tf.Tensor1D;
}
