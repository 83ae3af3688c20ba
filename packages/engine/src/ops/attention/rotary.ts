import * as tf from '@tensorflow/tfjs-core';
import { closedForm } from '../../gradients/closed-form.ts';

/**
 * Rotary position embeddings (Su et al., 2021): of every token's x [B, T, H, D] the pairs of numbers i and i + D/2 are turned
 * by the angle position · base^(−2i/D). D is even.
 *
 * @param x float32; the result has its shape.
 * @param base of the angles, above 0: 10,000 in most models.
 */
export function rotary(x: tf.Tensor, base: number): tf.Tensor {
  const [, length = 0, , width = 0] = x.shape;
  return closedForm(
    { x },
    (save) => {
      const { cos, sin } = turns(length, width, base);
      save([cos, sin]);
      return turned(x, cos, sin);
    },
    (dy, [cos, sin]) => ({ x: () => turned(dy, cos!, tf.neg(sin!)) }),
  );
}

/** Cosines and sines of the angles, [T, 1, D/2]. */
function turns(length: number, width: number, base: number): { readonly cos: tf.Tensor; readonly sin: tf.Tensor } {
  const speeds = Float32Array.from({ length: width / 2 }, (_, pair) => 1 / Math.fround(base ** ((2 * pair) / width)));
  const positions = tf.reshape(tf.range(0, length, 1, 'float32'), [length, 1, 1]);
  const angles = tf.mul(positions, tf.tensor3d(speeds, [1, 1, width / 2]));
  return { cos: tf.cos(angles), sin: tf.sin(angles) };
}

function turned(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [one, other] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
    const ahead = tf.sub(tf.mul(one, cos), tf.mul(other, sin));
    const behind = tf.add(tf.mul(other, cos), tf.mul(one, sin));
    return tf.concat([ahead, behind], -1);
  });
}
