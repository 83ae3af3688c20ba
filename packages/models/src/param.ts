import type { Params } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';

/** The parameter of that name. Throws one sentence when a teacher or a checkpoint lacks it. */
export function param(params: Params, name: string): tf.Tensor {
  const tensor = params[name];
  if (!tensor) throw new Error(`There is no parameter "${name}": give the model all that its layers name.`);
  return tensor;
}
