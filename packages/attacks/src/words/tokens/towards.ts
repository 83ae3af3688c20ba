import { closedForm, product } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/**
 * From each word towards its candidates, by their shares: Σ share · (candidate − word), [B, T, D], of shares [B, T, N] that sum to 1 and
 * embeddings [B, T, N, D], of which the first is the word's own. Exactly 0 where the word has all of it. Both have gradients, each
 * computed only where it is asked for.
 *
 * @param shares [B, T, N], from 0 to 1.
 * @param candidates [B, T, N, D].
 */
export function towards(shares: tf.Tensor, candidates: tf.Tensor): tf.Tensor {
  const [size, length, count, width] = candidates.shape as [number, number, number, number];
  const own = tf.slice(candidates, [0, 0, 0, 0], [size, length, 1, width]);
  const mixed = mixture(tf.reshape(shares, [size, length, 1, count]), tf.sub(candidates, own));
  return tf.reshape(mixed, [size, length, width]);
}

/** [B, T, 1, N] · [B, T, N, D]. */
function mixture(shares: tf.Tensor, points: tf.Tensor): tf.Tensor {
  return closedForm(
    { shares, points },
    (save) => {
      save([shares, points]);
      return product(shares, points);
    },
    (dy, [left, right]) => ({
      shares: () => product(dy, right!, { b: true }),
      points: () => product(left!, dy, { a: true }),
    }),
  );
}
