import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../contract/model.ts';

/** All parameters, some of them others: refuses what the model has not. */
export function merged(own: Params, others: Params): Params {
  for (const [name, tensor] of Object.entries(others)) {
    const theta = own[name];
    if (!theta) throw new Error(`The parameters given name "${name}", which the model has not: use its own names.`);
    if (!tf.util.arraysEqual(tensor.shape, theta.shape))
      throw new Error(
        `"${name}" is given as [${tensor.shape.join()}], but the model's is [${theta.shape.join()}]: give that shape.`,
      );
  }
  // What is whole stays the same object, by which a view's passes are known to be where a round is.
  return Object.keys(own).every((name) => name in others) ? others : { ...own, ...others };
}

/** Those of the tensors that are there, by name. */
export function named(names: readonly string[], tensors: readonly (tf.Tensor | undefined)[]): Params {
  return Object.fromEntries(names.flatMap((name, i) => (tensors[i] ? [[name, tensors[i]]] : [])));
}

/** Gradients by name, added up; a name that one lacks counts as zero there. */
export function added(first: Params, second: Params): Params {
  const sum = { ...first };
  for (const [name, term] of Object.entries(second)) {
    const before = first[name];
    sum[name] = before ? tf.add(before, term) : term;
  }
  return sum;
}
