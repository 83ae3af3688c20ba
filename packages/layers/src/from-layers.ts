import { embedding as lookUp } from '@advtrain/engine';
import { anInterval, checked, type Model, type RulesOf } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkLookUps, checkModel } from './check.ts';
import { cutsOf, type LayerAt } from './cuts.ts';
import { shapeThrough } from './graph.ts';
import { allLayers, passThrough, type Given } from './pass.ts';
import { weightsOf } from './weights.ts';
import { workOf } from './work.ts';

/** How a model of TensorFlow.js's layers is taken. */
export interface LayersOptions {
  /**
   * The layers behind which the model can be cut, by name or by place from 0, in their order: YOPO's stem of depth d ends behind the
   * d-th. Default: the first layer with weights that follows what is perturbed, where all ways lead through it.
   */
  readonly cut?: LayerAt | readonly LayerAt[];
  /** The interval that x + δ must stay in: [0, 1] for pixels in [0, 1]. Default: none. */
  readonly domain?: readonly [low: number, high: number];
}

const rules: RulesOf<LayersOptions> = {
  cut: (value) => ([value].flat().every(isPlace) ? undefined : 'a name or a place of a layer, or an array of those'),
  domain: anInterval,
};

function isPlace(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/**
 * A classifier of TensorFlow.js's layers (`tf.sequential`, `tf.model`, a loaded one) as methods take it. Its one input is token ids
 * [B, T] where it begins with an embedding layer, whose output is then what is perturbed, and else is perturbed itself. A softmax at
 * its end is left out: the loss has it. Its weights stay its own, under their own names: `model.predict` and `model.save` have what
 * was trained, and layers that are not trainable stay as they are. Dropout and noise, in cells too, follow from keys. Throws one
 * sentence for what cannot be trained so: several inputs, state, regularizers, dilated convolutions, batch normalisation that trains.
 *
 * @param model one that is built; its weights are trained in place.
 * @param options where the stem ends, and the interval that x + δ must stay in.
 */
export function fromLayers(model: LayersModel, options: LayersOptions = {}): Model {
  const { cut, domain } = checked('fromLayers', options, rules);
  const asked = typeof cut === 'string' || typeof cut === 'number' ? [cut] : cut;
  const inner = allLayers(model);
  checkModel(model, inner);
  const { embedding, parts } = cutsOf(model, asked);
  checkLookUps(inner, embedding);
  const weights = weightsOf(model);
  const pass = passThrough(model, inner, weights);
  const works = parts.map(({ calls }) => calls.map(workOf).reduce((sum, work) => sum + work, 0));
  const total = works.reduce((sum, work) => sum + work, 0);
  const trained = parts.flatMap(({ calls }) => calls.filter(({ layer }) => layer.trainableWeights.length > 0));
  const run = (x: tf.Tensor, given: Given, first: number, end: number): tf.Tensor =>
    parts.slice(first, end).reduce((value, part) => pass(part, value, given), x);
  const table = embedding?.weights[0]!.originalName;
  return {
    params: weights.training,
    ...(Object.keys(weights.frozen).length > 0 && { frozen: weights.frozen }),
    weightShare: total > 0 ? trained.map(workOf).reduce((sum, work) => sum + work, 0) / total : 1,
    ...(domain && { domain }),
    blocks: parts.length,
    stemShare: (depth) => works.slice(0, depth).reduce((sum, work) => sum + work, 0) / total,
    hiddenShape: (x, depth = 1) =>
      parts.slice(0, depth).reduce((shape, { calls, from, to }) => shapeThrough(calls, shape, from, to), [...x]),
    embed: (params, { values }) =>
      table === undefined ? values : lookUp(params[table] ?? weights.frozen[table]!, tf.cast(values, 'int32')),
    stem: (params, x, { values }, key, depth = 1) => run(x, { params, values, key }, 0, depth),
    trunk: (params, hidden, { values }, key, depth = 1) =>
      run(hidden, { params, values, key }, depth, parts.length) as tf.Tensor2D,
  };
}
