import * as tf from '@tensorflow/tfjs-core';
import { native } from '../native/native.ts';
import { closedForm } from '../gradients/closed-form.ts';

/**
 * Rows of a table: table [V, D], ids (int32) [...] → [..., D]. Ids outside 0 … V − 1 are the caller's mistake.
 *
 * @param table a row an id.
 * @param ids of any shape.
 */
export function embedding(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  return closedForm(
    { table },
    (save) => {
      // Ids that the model computed itself, such as positions, are freed when its forward pass ends.
      save([ids]);
      return tf.gather(table, ids);
    },
    (dy, [ids]) => ({ table: () => scatter(dy, ids!, table.shape[0]) }),
  );
}

/**
 * The sum of rows [..., D] by their id (int32) [...]: a table [height, D]. The gradient of a look-up, and its reverse.
 *
 * @param rows one for each id.
 * @param ids each below `height`; the same id adds up.
 * @param height how many rows the table gets.
 */
export function scatter(rows: tf.Tensor, ids: tf.Tensor, height: number): tf.Tensor {
  const width = rows.shape.at(-1)!;
  // Of a graphics card nothing is read back in the middle of a step.
  if (native() || tf.getBackend() === 'webgpu') {
    return tf.unsortedSegmentSum(tf.reshape(rows, [-1, width]), tf.reshape<tf.Rank.R1>(ids, [-1]), height);
  }
  // WebAssembly has no segment sum, and one loop over the rows is quicker than any detour through other kernels.
  const values = rows.dataSync();
  const sum = new Float32Array(height * width);
  ids.dataSync().forEach((id, row) => {
    for (let i = 0; i < width; i++) sum[id * width + i]! += values[row * width + i]!;
  });
  return tf.tensor2d(sum, [height, width]);
}
