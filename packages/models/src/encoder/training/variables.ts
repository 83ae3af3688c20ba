import type { Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Shapes } from '../blocks/block.ts';

/** Live parameters of the shapes that a config implies. Throws one sentence for a tensor that is missing or misshapen. */
export function variables(shapes: Shapes, tensors: Params, trainable: boolean): Record<string, tf.Variable> {
  for (const [name, shape] of Object.entries(shapes)) check(name, shape, tensors[name]);
  // No variable names: TensorFlow.js keeps one namespace for all, and two models may share parameter names.
  return Object.fromEntries(Object.keys(shapes).map((name) => [name, tf.variable(tensors[name]!, trainable)]));
}

/** Throws one sentence where a tensor is missing or misshapen. */
export function check(name: string, shape: readonly number[], tensor: tf.Tensor | undefined): void {
  if (!tensor) {
    const drawn = name.includes('.lora_') ? 'initialAdapter' : 'initialParams';
    throw new Error(`The weights lack "${name}": load all of the model's, or draw them with ${drawn}.`);
  }
  if (tensor.shape.join() !== shape.join()) {
    throw new Error(`"${name}" has shape [${tensor.shape.join(', ')}], but the config asks for [${shape.join(', ')}].`);
  }
}
