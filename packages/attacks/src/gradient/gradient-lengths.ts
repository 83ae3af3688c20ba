import type { Model } from '@advtrain/core';
import { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { AttackOptions } from '../attack/attack.ts';
import { visible } from '../balls/confine.ts';
import { norm } from '../balls/sizes.ts';
import type { Algorithm } from './algorithm.ts';
import type { AttackedSet } from './attacked-set.ts';
import { drive } from './driving/drive.ts';
import { plainCrossEntropy } from './objectives.ts';

/**
 * ‖∂ loss / ∂x‖₂ of each clean example, by its row: of plain logits, without dropout. Where it is 0 no gradient attack can move.
 *
 * @param model what is looked at.
 * @param set the examples.
 * @param options the key, the rows and the batch size.
 */
export async function gradientLengths(
  model: Model,
  set: AttackedSet,
  { key, rows = set.labels.map((_, row) => row), batchSize, pause }: AttackOptions,
): Promise<ReadonlyMap<number, number>> {
  const recordings = new Recordings({ variables: Object.values(model.params), after: 0 });
  const lengths = new Map<number, number>();
  try {
    await drive(rows, {
      model,
      set,
      key,
      recordings,
      algorithm: look,
      name: 'gradient lengths',
      temperature: 1,
      others: () => [],
      steps: () => 1,
      ...(batchSize !== undefined && { batchSize }),
      ...(pause && { pause }),
      done: (row, { value }) => lengths.set(row, value!),
    });
  } finally {
    recordings.dispose();
  }
  return lengths;
}

const look: Algorithm = {
  steps: 1,
  units: () => 2,
  start: ({ site }) => ({ delta: tf.zerosLike(site.x) }),
  step(site, { delta }) {
    const { values, gradient } = site.climb(delta!, plainCrossEntropy);
    const value: tf.Tensor1D = tf.reshape(norm(visible(gradient, site)), [-1]);
    return { seen: delta!, found: tf.less(values, tf.neg(tf.onesLike(values))), value, state: { delta: delta! } };
  },
};
