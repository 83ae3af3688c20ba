import type * as tf from '@tensorflow/tfjs-core';
import { isComposed } from '../native/fused.ts';
import type { Attribute, RawTensor } from '../native/native.ts';
import { cellWatch } from './cell.ts';
import { recordingBackend } from './recorder.ts';

/**
 * The same tensors, none of which is there before all of them are. In a recorded step, whatever is computed of them waits,
 * and is never taken for what was computed of the tensors themselves before. Elsewhere operations run in their order
 * anyway.
 */
export function barrier(tensors: readonly tf.Tensor[]): readonly tf.Tensor[] {
  const backend = cellWatch() && recordingBackend();
  if (!backend) return tensors;
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  const types = tensors.map(({ dtype }) => (dtype === 'int32' ? TF_INT32 : TF_FLOAT));
  const attributes = [{ name: 'T', type: TF_ATTR_TYPE as number, value: types }];
  // XLA drops an identity, and has an operation of its own for this.
  const op = isComposed() ? 'XlaOptimizationBarrier' : 'IdentityN';
  const binding = backend.binding as unknown as Executor;
  const outputs = binding.executeOp(op, attributes, [backend.getInputTensorIds(tensors)], tensors.length);
  return outputs.map((output) => backend.createOutputTensor(output));
}

/** The binding, for operations that take a list of tensors. */
interface Executor {
  executeOp(op: string, attributes: readonly Attribute[], lists: readonly number[][], outputs: number): RawTensor[];
}
