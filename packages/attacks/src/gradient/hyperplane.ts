import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** A hyperplane {x : w · x = b} for each example, as what it is from a point x to it. */
export interface Hyperplane {
  /** w, [B, N]. */
  readonly normal: tf.Tensor2D;
  /** w · x − b, [B, 1]. */
  readonly gap: tf.Tensor2D;
}

/** How far each entry of a point may go down and up, [B, N]; absent where there is no limit. */
export interface Room {
  readonly down: tf.Tensor2D;
  readonly up: tf.Tensor2D;
}

/**
 * The shortest d, [B, N], that takes a point to its hyperplane inside a box (Croce & Hein, 2020, FAB): to w · (x + d) = b. Where the
 * box does not reach it, d goes as far as the box.
 *
 * |dᵢ| is min(λ sᵢ, roomᵢ) with s = 1 in ℓ∞ and s = |w| in l2, for the one λ at which |w| · |d| is the gap: a function of λ that
 * is linear between the places where an entry reaches its limit, so these are sorted and the right piece is solved.
 */
export function towards({ normal, gap }: Hyperplane, norm: 'l2' | 'linf', room?: Room): tf.Tensor2D {
  return tf.tidy(() => {
    const sign = tf.sub(tf.mul(tf.cast(tf.greaterEqual(gap, constant(0)), 'float32'), constant(2)), constant(1));
    const down = tf.mul(normal, sign);
    const weight = tf.abs(normal);
    const slope = norm === 'linf' ? tf.onesLike(weight) : weight;
    const distance = tf.abs(gap);
    const direction = tf.neg(tf.sign(down));
    if (!room) {
      const free = ratio(distance, tf.sum(tf.mul(weight, slope), 1, true));
      return tf.mul<tf.Tensor2D>(direction, tf.mul(slope, free));
    }
    const limit = tf.where(tf.greater(down, constant(0)), room.down, room.up);
    const length = tf.minimum(tf.mul(slope, bounded(weight, slope, distance, limit)), limit);
    return tf.mul<tf.Tensor2D>(direction, length);
  });
}

/** λ, [B, 1]. */
function bounded(weight: tf.Tensor, slope: tf.Tensor, distance: tf.Tensor, limit: tf.Tensor): tf.Tensor {
  const width = weight.shape[1]!;
  // Entries without a weight never limit anything, and go last.
  const ends = tf.where(tf.greater(weight, constant(0)), ratio(limit, slope), tf.fill(weight.shape, never));
  const { indices } = tf.topk(tf.neg(ends), width);
  const sorted = (tensor: tf.Tensor): tf.Tensor => tf.gather(tensor, indices, 1, 1);
  const end = sorted(ends);
  const used = tf.cumsum(sorted(tf.mul(weight, limit)), 1);
  const steep = sorted(tf.mul(weight, slope));
  const whole = tf.sum(steep, 1, true);
  const free = tf.relu(tf.sub(whole, tf.cumsum(steep, 1)));
  const reached = tf.add(used, tf.mul(end, free));
  const passed = tf.cast(tf.less(reached, distance), 'float32');
  const spent = tf.max(tf.mul(used, passed), 1, true);
  const still = tf.min(tf.add(tf.mul(free, passed), tf.mul(whole, tf.sub(constant(1), passed))), 1, true);
  return tf.where(tf.greater(still, constant(0)), ratio(tf.sub(distance, spent), still), tf.fill(still.shape, never));
}

/** Beyond every λ, yet no product of it with 0 is NaN. */
const never = 1e12;

/** a / b, and 0 where b is 0. */
function ratio(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.divNoNan(a, b);
}
