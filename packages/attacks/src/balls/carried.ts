import * as tf from '@tensorflow/tfjs-core';

/**
 * The first entries of a buffer along every axis, padded with zeros where it is shorter.
 *
 * @param buffer of as many axes as `shape`.
 * @param shape that of the result.
 */
export function take(buffer: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const within = shape.map((length, axis) => Math.min(length, buffer.shape[axis]!));
  const part = tf.slice(
    buffer,
    within.map(() => 0),
    within,
  );
  return tf.pad(
    part,
    shape.map((length, axis): [number, number] => [0, length - within[axis]!]),
  );
}

/**
 * The buffer with its first entries replaced by `part`, grown where `part` is longer: slots not in use keep theirs.
 *
 * @param buffer δ of an earlier batch, of as many axes as `part`.
 * @param part what goes to its beginning.
 */
export function put(buffer: tf.Tensor, part: tf.Tensor): tf.Tensor {
  const shape = part.shape.map((length, axis) => Math.max(length, buffer.shape[axis]!));
  const inside = tf.pad(
    tf.onesLike(part),
    shape.map((length, axis): [number, number] => [0, length - part.shape[axis]!]),
  );
  return tf.add(tf.mul(take(buffer, shape), tf.sub(1, inside)), take(part, shape));
}
