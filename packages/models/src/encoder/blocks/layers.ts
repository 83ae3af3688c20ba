import type { Params } from '@advtrain/core';
import { layerNorm, linear, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import type { Adapters } from './adapters.ts';
import type { Shapes } from './block.ts';

/** How a linear layer is applied. */
export interface DenseOptions {
  /** Whether it has a bias. Default true. */
  readonly biased?: boolean;
  /** What is added beside layers. Default: nothing. */
  readonly adapters?: Adapters;
  /** The dropout key of the place where it is applied, which adapters take theirs from. None: no dropout. */
  readonly key?: Key;
}

/** A linear layer of that name, with its adapter if it has one: x [..., I] → [..., O]. */
export function dense(params: Params, name: string, x: tf.Tensor, options: DenseOptions = {}): tf.Tensor {
  const { biased = true, adapters, key } = options;
  const y = linear(x, param(params, `${name}.weight`), biased ? param(params, `${name}.bias`) : undefined);
  if (!adapters?.has(name)) return y;
  return tf.add(y, adapters.up(params, name, adapters.down(params, name, x, key)));
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
