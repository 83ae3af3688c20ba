import type { Params } from '@advtrain/core';
import { layerNorm, linear } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import type { Shapes } from './block.ts';

/** A linear layer of that name, with a bias unless told otherwise: x [..., I] → [..., O]. */
export function dense(params: Params, name: string, x: tf.Tensor, bias = true): tf.Tensor {
  return linear(x, param(params, `${name}.weight`), bias ? param(params, `${name}.bias`) : undefined);
}

/** Layer normalisation of that name, with a bias unless told otherwise: x [..., D] → [..., D]. */
export function norm(params: Params, name: string, x: tf.Tensor, epsilon: number, bias = true): tf.Tensor {
  return layerNorm(x, param(params, `${name}.weight`), bias ? param(params, `${name}.bias`) : undefined, epsilon);
}

/** The parameters of {@link dense}. */
export function denseShapes(name: string, outputs: number, inputs: number, bias = true): Shapes {
  return { [`${name}.weight`]: [outputs, inputs], ...(bias && { [`${name}.bias`]: [outputs] }) };
}

/** The parameters of {@link norm}. */
export function normShapes(name: string, size: number, bias = true): Shapes {
  return { [`${name}.weight`]: [size], ...(bias && { [`${name}.bias`]: [size] }) };
}
