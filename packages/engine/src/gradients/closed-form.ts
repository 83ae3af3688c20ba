import * as tf from '@tensorflow/tfjs-core';

/** Gradients by input name, each computed only where it is asked for. */
export type Gradients<Name extends string> = Readonly<Record<Name, () => tf.Tensor>>;

interface Differentiable {
  runKernelFunc(options: {
    forwardFunc: (backend: unknown, save: (tensors: tf.Tensor[]) => void) => tf.Tensor;
    backwardsFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => Readonly<Record<string, () => tf.Tensor>>;
    inputs: Readonly<Record<string, tf.Tensor>>;
  }): tf.Tensor;
}

/**
 * An operation with a gradient of our own. Unlike `tf.customGrad`, which computes the gradients of all inputs at once,
 * each gradient is computed only if something asks for it: an ascent step then pays for no parameter gradients.
 *
 * @param inputs tensors by name.
 * @param forward the result; what `backward` needs is given to `save`.
 * @param backward of each input a function that gives its gradient, in the input's shape.
 */
export function closedForm<Name extends string>(
  inputs: Readonly<Record<Name, tf.Tensor>>,
  forward: (save: (tensors: tf.Tensor[]) => void) => tf.Tensor,
  backward: (dy: tf.Tensor, saved: readonly tf.Tensor[]) => Gradients<NoInfer<Name>>,
): tf.Tensor {
  // tf.customGrad is a thin wrapper of this method, which TensorFlow.js types as private.
  const engine = tf.engine() as unknown as Differentiable;
  return engine.runKernelFunc({ forwardFunc: (_, save) => forward(save), backwardsFunc: backward, inputs });
}
