import * as tf from '@tensorflow/tfjs-core';
import { closedForm } from '../../gradients/closed-form.ts';
import { product } from '../product.ts';

/**
 * Scores that depend on how far apart two tokens are (Shaw et al., 2018): x [B, H, T, D] and a row for each distance, rows
 * [H, 2T, D], give y [B, H, T, T] with y[i, j] = x[i] · rows[j − i + T − 1]. The last row is read by no pair. Nothing is
 * gathered: of the products [T, 2T] row i is shifted by i, which is a matter of shapes alone, and so is the gradient.
 *
 * @param x queries or keys.
 * @param rows a row a distance, the most behind first.
 */
export function relativeScores(x: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  const [batch = 0, heads = 0, length = 0] = x.shape;
  if (rows.rank !== 3 || rows.shape[0] !== heads || rows.shape[1] !== 2 * length) {
    throw new Error(
      `The rows of relative scores have shape [${rows.shape.join(', ')}], but must be [${heads}, ${2 * length}, D].`,
    );
  }
  const table = tf.expandDims(rows, 0);
  return closedForm(
    { x, table },
    (save) => {
      save([x, table]);
      return tf.reshape(skewed(product(x, table, { b: true })), [batch, heads, length, length]);
    },
    (dy, [x, table]) => {
      const straight = tf.tidy(() => tf.reshape(unskewed(dy), [batch, heads, length, 2 * length]));
      return {
        x: () => product(straight, table!),
        table: () => tf.sum(product(straight, x!, { a: true }), 0, true),
      };
    },
  );
}

/**
 * What is added to scores by distance alone: rows [H, 2T] → y [1, H, T, T] with y[i, j] = rows[j − i + T − 1].
 *
 * @param rows a row a head, a column a distance, the most behind first.
 */
export function relativeBias(rows: tf.Tensor): tf.Tensor {
  const [heads = 0, twice = 0] = rows.shape;
  const length = twice / 2;
  return closedForm(
    { rows },
    () => tf.reshape(skewed(tf.tile(tf.expandDims(rows, 1), [1, length, 1])), [1, heads, length, length]),
    (dy) => ({ rows: () => tf.sum(unskewed(dy), 1) }),
  );
}

/** [..., T, 2T] → [matrices, T, T]: row i from column T − 1 − i on. */
function skewed(x: tf.Tensor): tf.Tensor {
  const [length = 0, twice = 0] = x.shape.slice(-2);
  return tf.tidy(() => {
    const flat = tf.reshape(x, [-1, length * twice]);
    const rows = tf.reshape(tf.slice(flat, [0, length - 1], [-1, length * (twice - 1)]), [-1, length, twice - 1]);
    return tf.slice(rows, [0, 0, 0], [-1, -1, length]);
  });
}

/** The reverse of {@link skewed}, with zeros where nothing was taken from: [..., T, T] → [matrices, T, 2T]. */
function unskewed(dy: tf.Tensor): tf.Tensor {
  const length = dy.shape.at(-1)!;
  return tf.tidy(() => {
    const rows = tf.pad(tf.reshape<tf.Rank.R3>(dy, [-1, length, length]), [
      [0, 0],
      [0, 0],
      [0, length - 1],
    ]);
    const flat = tf.reshape<tf.Rank.R2>(rows, [-1, length * (2 * length - 1)]);
    const whole = tf.pad(flat, [
      [0, 0],
      [length - 1, 1],
    ]);
    return tf.reshape(whole, [-1, length, 2 * length]);
  });
}
