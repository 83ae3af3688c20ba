import type * as tf from '@tensorflow/tfjs-core';
import { native, raw, type Attribute, type NativeBackend } from './native.ts';

let composing = false;

/** Runs `work` with operations composed of TensorFlow's own: XLA knows no others. */
export function composed<T>(work: () => T): T {
  const outer = composing;
  composing = true;
  try {
    return work();
  } finally {
    composing = outer;
  }
}

/** Whether operations are to be TensorFlow's own, such as XLA compiles. */
export function isComposed(): boolean {
  return composing;
}

/** The current backend where it has the addon's own operations: on a CPU, and not for XLA. */
export function fused(): NativeBackend | undefined {
  const backend = composing ? undefined : native();
  return backend?.binding['fused'] === true ? backend : undefined;
}

/** One of the addon's operations with one output; its attributes are numbers. */
export function run(
  backend: NativeBackend,
  op: string,
  inputs: readonly tf.TensorInfo[],
  numbers: Readonly<Record<string, number>> = {},
): tf.Tensor {
  return raw(backend, op, inputs, attributes(backend, numbers));
}

/** Float attributes. */
export function attributes(backend: NativeBackend, numbers: Readonly<Record<string, number>>): Attribute[] {
  const type = backend.binding.TF_ATTR_FLOAT as number;
  return Object.entries(numbers).map(([name, value]) => ({ name, type, value }));
}
