import { constant, gelu, geluTanh } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

const silu = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.sigmoid(x));

/** By the names that `hidden_act` has in a config.json: several are one function, computed elsewhere in several ways. */
const functions = {
  gelu,
  gelu_python: gelu,
  gelu_new: geluTanh,
  gelu_fast: geluTanh,
  gelu_accurate: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  gelu_python_tanh: geluTanh,
  quick_gelu: (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.sigmoid(tf.mul(x, constant(1.702)))),
  relu: (x: tf.Tensor): tf.Tensor => tf.relu(x),
  silu,
  swish: silu,
  tanh: (x: tf.Tensor): tf.Tensor => tf.tanh(x),
} satisfies Record<string, (x: tf.Tensor) => tf.Tensor>;

/** The feed-forward activations that an encoder may have, by their Hugging Face names. */
export type Activation = keyof typeof functions;

/** All names of {@link Activation}. */
export const activations = Object.keys(functions) as readonly Activation[];

/** Applies an activation. Any shape. */
export function activate(activation: Activation, x: tf.Tensor): tf.Tensor {
  return functions[activation](x);
}
