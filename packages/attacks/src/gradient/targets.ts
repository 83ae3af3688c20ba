import * as tf from '@tensorflow/tfjs-core';
import type { LogitObjective } from './objectives.ts';

/** The class that an example heads for, [1] (int32): the right one's place is taken by 0 where the objective has no target. */
export function targetsOf({ targeted }: LogitObjective, others: readonly number[], target: number): tf.Tensor1D {
  return tf.tensor1d([targeted ? others[target]! : 0], 'int32');
}
