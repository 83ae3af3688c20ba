import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';

/** What layers have that end in an activation. */
interface Activated {
  activation?: { apply(x: tf.Tensor): tf.Tensor; getClassName(): string } | null;
}

/** An activation that leaves everything as it is; layers know it by its name. */
const linear = { apply: (x: tf.Tensor): tf.Tensor => tf.clone(x), getClassName: () => 'linear' };

/**
 * Runs the last layer of a model so that it gives logits: without the softmax that it ends in, which the loss has, more precisely.
 * Throws one sentence where the model ends in another activation that gives probabilities.
 */
export function givesLogits(layer: layers.Layer): (apply: () => tf.Tensor, input: tf.Tensor) => tf.Tensor {
  const kind = layer.getClassName();
  const activated = layer as unknown as Activated;
  const activation = activated.activation?.getClassName();
  if ('layers' in layer) refuseHidden(layer);
  if (activation === 'sigmoid' || activation === 'hardSigmoid')
    throw new Error(
      `The model ends in a ${activation} (layer "${layer.name}"), but must give a logit for each class: end in a dense layer of two units.`,
    );
  if (kind === 'Softmax' || (kind === 'Activation' && activation === 'softmax')) return (_, input) => input;
  if (activation !== 'softmax') return (apply) => apply();
  return (apply) => {
    const own = activated.activation!;
    activated.activation = linear;
    try {
      return apply();
    } finally {
      activated.activation = own;
    }
  };
}

/** Within a model in the model there is no telling its last layer apart from uses elsewhere. */
function refuseHidden(layer: layers.Layer): void {
  const inner = (layer as unknown as { readonly layers: readonly layers.Layer[] }).layers.at(-1);
  const activation = (inner as unknown as Activated | undefined)?.activation?.getClassName();
  if (inner?.getClassName() === 'Softmax' || activation === 'softmax' || activation === 'sigmoid')
    throw new Error(
      `The model ends in the model "${layer.name}", which gives probabilities, but must give logits: put the last dense layer behind it.`,
    );
}
