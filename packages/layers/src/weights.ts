import type { Params } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';

/** A weight of a layer, which reads its tensor anew at each use. */
interface Readable {
  val: tf.Tensor;
}

/** The weights of a model by their names, of which some train. */
export interface Weights {
  readonly training: Readonly<Record<string, tf.Variable>>;
  readonly frozen: Readonly<Record<string, tf.Variable>>;
  /** Runs something with other tensors in the place of the weights that train, for as long as it runs. */
  within<Result>(params: Params, something: () => Result): Result;
}

/** The weights of a model. They stay its own: what trains them trains the model. */
export function weightsOf(model: LayersModel): Weights {
  const frozen = new Set(model.nonTrainableWeights);
  const training = model.weights.filter((weight) => !frozen.has(weight));
  const readable = training.map((weight) => [weight.originalName, weight as unknown as Readable] as const);
  return {
    training: byName(training),
    frozen: byName([...frozen]),
    within: (params, something) => {
      const own = readable.map(([, weight]) => weight.val);
      for (const [name, weight] of readable) weight.val = given(params, name);
      try {
        return something();
      } finally {
        readable.forEach(([, weight], i) => (weight.val = own[i]!));
      }
    },
  };
}

function byName(weights: readonly LayerVariable[]): Readonly<Record<string, tf.Variable>> {
  // A weight's tensor is the variable that it was made with, which is typed as a tensor.
  const variables = weights.map((weight) => [weight.originalName, weight.read() as unknown] as const);
  return Object.fromEntries(variables) as Readonly<Record<string, tf.Variable>>;
}

function given(params: Params, name: string): tf.Tensor {
  const tensor = params[name];
  if (!tensor) throw new Error(`The parameter "${name}" is missing: pass all that the model has in params.`);
  return tensor;
}
