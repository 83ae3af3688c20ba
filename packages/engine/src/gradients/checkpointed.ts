import * as tf from '@tensorflow/tfjs-core';
import { barrier } from '../recording/barrier.ts';
import { closedForm, type Gradients } from './closed-form.ts';

/**
 * What `block` gives for `inputs`, with less memory (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost"):
 * of the forward pass the inputs alone are kept, and the backward pass computes the block again, one forward pass of it
 * more. The gradients are the same, and only those that are asked for are computed.
 *
 * `block` must be a pure function of `inputs`: whatever is differentiated, and whatever else the step made, goes in by
 * them; keys may be closed over, for the same key draws the same again.
 *
 * @param inputs tensors by name.
 * @param block called once forward, and again in the backward pass.
 */
export function checkpointed<Name extends string>(
  inputs: Readonly<Record<Name, tf.Tensor>>,
  block: (inputs: Readonly<Record<Name, tf.Tensor>>) => tf.Tensor,
): tf.Tensor {
  const names = Object.keys(inputs) as Name[];
  let wanted: readonly Name[] = [];
  const output = closedForm(
    inputs,
    (save) => {
      save(names.map((name) => inputs[name]));
      return block(inputs);
    },
    (dy, saved) => {
      // Behind the barrier, or a recorded step would compute the block but once, or again before its time.
      const [late, ...again] = barrier([dy, ...saved]);
      const given = Object.fromEntries(names.map((name, i) => [name, again[i]])) as Record<Name, tf.Tensor>;
      const sought = wanted.map((name) => given[name]);
      const found = gradients(() => block(given), sought, late!);
      return Object.fromEntries(
        wanted.map((name, i) => [name, () => found[i] ?? tf.zerosLike(given[name])]),
      ) as Gradients<Name>;
    },
  );
  onBackward(output, (asked) => (wanted = asked as Name[]));
  return output;
}

/** The gradients of `f`, `undefined` for inputs that it does not depend on, within another backward pass. */
function gradients(f: () => tf.Tensor, inputs: tf.Tensor[], dy: tf.Tensor): readonly (tf.Tensor | undefined)[] {
  const { state } = tf.engine();
  // TensorFlow.js has one tape at a time, and drops it when a backward pass ends.
  const outer = state.activeTape;
  try {
    return tf.tidy(() => tf.engine().gradients(f, inputs, dy, true).grads);
  } finally {
    state.activeTape = outer;
  }
}

/** Tells which gradients of the operation that gave `output` are asked for, before any is computed. */
function onBackward(output: tf.Tensor, tell: (names: readonly string[]) => void): void {
  const { state } = tf.engine();
  const node = state.gradientDepth > 0 ? state.activeTape.at(-1) : undefined;
  if (node?.outputs[0] !== output) return;
  const { gradient } = node;
  // TensorFlow.js takes the gradient of a copy of the node that has only the inputs whose gradients are asked for.
  node.gradient = function (this: typeof node, dys) {
    tell(Object.keys(this.inputs));
    return gradient!(dys);
  };
}
