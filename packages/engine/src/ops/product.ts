import * as tf from '@tensorflow/tfjs-core';
import { flag, floats, native, raw } from '../native.ts';

/** How the operands of a product are read. */
export interface Transposed {
  readonly a?: boolean;
  readonly b?: boolean;
}

/**
 * The matrix product of the last two axes, [..., M, K] · [..., K, N], without a gradient of its own.
 * WebAssembly multiplies transposed operands ten times slower than plain ones, so there they are transposed first.
 */
export function product(a: tf.Tensor, b: tf.Tensor, transposed: Transposed = {}): tf.Tensor {
  const backend = native();
  if (!backend) return tf.tidy(() => tf.matMul(straight(a, transposed.a), straight(b, transposed.b)));
  const [op, left, right] =
    a.rank === 2 ? ['MatMul', 'transpose_a', 'transpose_b'] : ['BatchMatMulV2', 'adj_x', 'adj_y'];
  const flags = [flag(backend, left, transposed.a ?? false), flag(backend, right, transposed.b ?? false)];
  return raw(backend, op, [a, b], [...floats(backend), ...flags]);
}

function straight(tensor: tf.Tensor, transposed = false): tf.Tensor {
  if (!transposed) return tensor;
  const axes = tensor.shape.map((_, axis) => axis);
  return tf.transpose(tensor, [...axes.slice(0, -2), tensor.rank - 1, tensor.rank - 2]);
}
