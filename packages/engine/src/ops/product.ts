import * as tf from '@tensorflow/tfjs-core';
import { flag, floats, native, raw, type Attribute, type NativeBackend, type RawTensor } from '../native/native.ts';
import { precision } from '../native/precision.ts';

/** How the operands of a product are read. */
export interface Transposed {
  readonly a?: boolean;
  readonly b?: boolean;
}

/**
 * The matrix product of the last two axes, [..., M, K] · [..., K, N], without a gradient of its own.
 * WebAssembly multiplies transposed operands ten times slower than plain ones, so there they are transposed first.
 *
 * @param a the left operand.
 * @param b the right operand.
 * @param transposed which operands have their last two axes exchanged. Default: none.
 */
export function product(a: tf.Tensor, b: tf.Tensor, transposed: Transposed = {}): tf.Tensor {
  const backend = native();
  if (!backend) return tf.tidy(() => tf.matMul(straight(a, transposed.a), straight(b, transposed.b)));
  const [op, left, right] =
    a.rank === 2 ? ['MatMul', 'transpose_a', 'transpose_b'] : ['BatchMatMulV2', 'adj_x', 'adj_y'];
  const flags = [flag(backend, left, transposed.a ?? false), flag(backend, right, transposed.b ?? false)];
  if (precision() === 'bf16') return rounded(backend, op, [a, b], flags);
  return raw(backend, op, [a, b], [...floats(backend), ...flags]);
}

/** The product of operands rounded to bfloat16, which TensorFlow.js has no name for: the tensors between are the addon's alone. */
function rounded(backend: NativeBackend, op: string, operands: tf.Tensor[], flags: Attribute[]): tf.Tensor {
  const binding = backend.binding as unknown as Binding;
  const whole = binding.TF_FLOAT;
  const half = binding.TF_BFLOAT16;
  const type = (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value });
  const cast = (id: number, from: number, to: number): RawTensor =>
    binding.executeOp('Cast', [type('SrcT', from), type('DstT', to), flag(backend, 'Truncate', false)], [id], 1)[0]!;
  const inputs = backend.getInputTensorIds(operands).map((id) => cast(id, whole, half).id);
  const result = binding.executeOp(op, [type('T', half), ...flags], inputs, 1)[0]!.id;
  const output = cast(result, half, whole);
  for (const id of [...inputs, result]) binding.deleteTensor(id);
  return backend.createOutputTensor(output);
}

interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_BFLOAT16: number;
  readonly TF_ATTR_TYPE: number;
  executeOp(op: string, attributes: readonly Attribute[], ids: readonly number[], outputs: number): RawTensor[];
  deleteTensor(id: number): void;
}

function straight(tensor: tf.Tensor, transposed = false): tf.Tensor {
  if (!transposed) return tensor;
  const axes = tensor.shape.map((_, axis) => axis);
  return tf.transpose(tensor, [...axes.slice(0, -2), tensor.rank - 1, tensor.rank - 2]);
}
