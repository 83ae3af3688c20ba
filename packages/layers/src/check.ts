import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import type { Placed } from './inner-layers.ts';

/** What a layer may have of its own that training by other code than TensorFlow.js's would ignore. */
type Regulated = Readonly<Record<string, unknown>>;

/** Refuses, in one sentence with the remedy, a model that cannot be trained by methods as it stands. */
export function checkModel(model: LayersModel, inner: readonly Placed[]): void {
  const { inputs, outputs } = model;
  if (inputs.length === 0)
    throw new Error('The model has no input yet: give its first layer an inputShape, or a batchInputShape.');
  if (inputs.length > 1) throw new Error(`The model has ${inputs.length} inputs, but must have one: join them in one.`);
  if (outputs.length > 1 || outputs[0]!.shape.length !== 2)
    throw new Error(
      `The model gives ${outputs.map(({ shape }) => `[${shape.map((size) => size ?? 'B').join(', ')}]`).join(' and ')}, but must give logits [B, C]: end in a dense layer of C classes.`,
    );
  for (const { layer } of inner) checkLayer(layer);
  checkWeights(model);
}

/** Refuses a look-up that is not what the model begins with: it would be given ids that a perturbation has moved. */
export function checkLookUps(inner: readonly Placed[], first: layers.Layer | undefined): void {
  const other = inner.find(({ layer }) => layer.getClassName() === 'Embedding' && layer !== first)?.layer;
  if (other)
    throw new Error(
      `The layer "${other.name}" (Embedding) looks ids up, but is not what the whole model begins with, alone: put it first, behind the input.`,
    );
}

function checkLayer(layer: layers.Layer): void {
  const kind = layer.getClassName();
  const named = `The layer "${layer.name}" (${kind})`;
  if (kind === 'BatchNormalization' && layer.trainableWeights.length > 0)
    throw new Error(
      `${named} makes the examples of a batch depend on one another, and passes of an attack would change its averages: set its trainable to false, which keeps its averages as they are, or use layerNormalization.`,
    );
  if (layer.stateful && 'cell' in layer)
    throw new Error(
      `${named} carries its state from batch to batch, so that a pass is not repeatable: set stateful to false.`,
    );
  const { dilationRate } = layer as unknown as Regulated;
  if ([dilationRate].flat().some((rate) => typeof rate === 'number' && rate > 1))
    throw new Error(
      `${named} has the dilationRate ${[dilationRate].flat().join(' × ')}, of which TensorFlow.js has no gradients: set it to 1, with a larger kernelSize or with strides.`,
    );
  for (const [name, value] of Object.entries(layer as unknown as Regulated)) {
    if (value === null || value === undefined) continue;
    if (name.endsWith('Regularizer'))
      throw new Error(
        `${named} has a ${name}, which only model.fit adds to the loss: leave it out and use the optimizer's weightDecay.`,
      );
    if (name.endsWith('Constraint'))
      throw new Error(`${named} has a ${name}, which only model.fit applies: leave it out.`);
  }
}

function checkWeights(model: LayersModel): void {
  const names = model.weights.map(({ originalName }) => originalName);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Error(`Two weights are called "${twice}": give the layers names that differ, by their option name.`);
  if (!model.weights.every((weight) => weight.read() instanceof tf.Tensor))
    throw new Error(
      'The model was made by another copy of @tensorflow/tfjs-core than this package runs on: install one version, 4.22.0, of all TensorFlow.js packages (npm ls @tensorflow/tfjs-core shows them).',
    );
}
