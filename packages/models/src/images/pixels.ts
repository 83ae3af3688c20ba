import { closedForm, constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** What pixels are normalised with, by channel: (x − mean) / std. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** x [B, H, W, C] normalised by channel. */
export function normalise(x: tf.Tensor, { mean, std }: Normalization): tf.Tensor {
  return tf.div(tf.sub(x, tf.tensor1d([...mean])), tf.tensor1d([...std]));
}

/** x clipped to [0, 1], whose gradient is 0 on the border as well: where a pixel is black or white, δ stays. */
export function clip(x: tf.Tensor): tf.Tensor {
  return closedForm(
    { x },
    (save) => {
      save([x]);
      return tf.clipByValue(x, 0, 1);
    },
    (dy, [x]) => ({
      x: () => tf.where(tf.logicalAnd(tf.greater(x!, constant(0)), tf.less(x!, constant(1))), dy, tf.zerosLike(dy)),
    }),
  );
}
