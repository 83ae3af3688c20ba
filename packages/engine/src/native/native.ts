import * as tf from '@tensorflow/tfjs-core';

/** An attribute of a raw TensorFlow operation. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor as the addon knows it. */
export interface RawTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** TensorFlow.js's Node backend as far as it is used here: ours and stock tfjs-node(-gpu) alike. */
export interface NativeBackend {
  readonly binding: Readonly<Record<string, unknown>>;
  /**
   * The numbers by which the addon knows tensors; uploads those that are not there yet.
   *
   * @param tensors of the native backend or another.
   */
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  /**
   * A tensor of the addon's as one of TensorFlow.js.
   *
   * @param output its number, its type and its shape.
   */
  createOutputTensor(output: RawTensor): tf.Tensor;
  /**
   * Runs a TensorFlow operation that has one output.
   *
   * @param op its name in TensorFlow, such as `MatMul`.
   * @param attributes in any order.
   * @param inputs in the operation's order.
   */
  executeSingleOutput(op: string, attributes: readonly Attribute[], inputs: readonly tf.TensorInfo[]): tf.Tensor;
  /**
   * Runs a TensorFlow operation that has several.
   *
   * @param op its name in TensorFlow.
   * @param attributes in any order.
   * @param inputs in the operation's order.
   * @param outputs how many it has.
   */
  executeMultipleOutputs(
    op: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

/** The current backend where it runs native TensorFlow, `undefined` where it is WebAssembly or JavaScript. */
export function native(): NativeBackend | undefined {
  const backend: unknown = tf.backend();
  return isNative(backend) ? backend : undefined;
}

/** Whether the current backend is native TensorFlow on a GPU. */
export function onGpu(): boolean {
  const asked = native()?.binding['isUsingGpuDevice'] as (() => boolean) | undefined;
  return asked?.() ?? false;
}

/**
 * A raw TensorFlow operation with one output. `types` name its type attributes, all float32 unless said otherwise.
 *
 * @param backend the native one.
 * @param op its name in TensorFlow, such as `MatMul`.
 * @param inputs in the operation's order.
 * @param attributes in any order.
 */
export function raw(
  backend: NativeBackend,
  op: string,
  inputs: readonly tf.TensorInfo[],
  attributes: readonly Attribute[] = floats(backend),
): tf.Tensor {
  return backend.executeSingleOutput(op, attributes, inputs);
}

/** The attribute T = float32, which most operations want. */
export function floats(backend: NativeBackend): Attribute[] {
  return [typed(backend, 'T', 'TF_FLOAT')];
}

/** A type attribute. */
export function typed(
  backend: NativeBackend,
  name: string,
  dtype: 'TF_FLOAT' | 'TF_BFLOAT16' | 'TF_INT32' | 'TF_UINT64',
): Attribute {
  return { name, type: backend.binding.TF_ATTR_TYPE as number, value: backend.binding[dtype] };
}

/** A boolean attribute. */
export function flag(backend: NativeBackend, name: string, value: boolean): Attribute {
  return { name, type: backend.binding.TF_ATTR_BOOL as number, value };
}

/** A string attribute. */
export function text(backend: NativeBackend, name: string, value: string): Attribute {
  return { name, type: backend.binding.TF_ATTR_STRING as number, value };
}

function isNative(backend: unknown): backend is NativeBackend {
  return typeof backend === 'object' && backend !== null && 'binding' in backend && 'executeSingleOutput' in backend;
}
