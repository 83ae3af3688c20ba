import type { Params } from '@advtrain/core';
import type { Key } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';

/** What is added beside the linear layers of an encoder. */
export interface Adapters {
  /** Whether the layer of that name is adapted. */
  has(layer: string): boolean;
  /** x [..., I] → [..., r], scaled. The key is that of the place where the layer is applied; no key is no dropout. */
  down(params: Params, layer: string, x: tf.Tensor, key?: Key): tf.Tensor;
  /** [..., r] → what is added to the layer's output, [..., O]; of `rows` to those outputs alone. */
  up(
    params: Params,
    layer: string,
    low: tf.Tensor,
    rows?: { readonly begin: number; readonly size: number },
  ): tf.Tensor;
}

/** The names of an adapter's two matrices, A [r, I] and B [O, r]. */
export function adapterNames(layer: string): { readonly a: string; readonly b: string } {
  return { a: `${layer}.lora_A.weight`, b: `${layer}.lora_B.weight` };
}

/** The name of the module that a parameter is of. */
export function layerOf(parameter: string): string {
  return parameter.slice(0, parameter.lastIndexOf('.'));
}
