import { fold, type Key } from '@advtrain/engine';
import type { Params } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { drawsOf } from './drawing.ts';
import { run, type Call, type Value } from './graph.ts';
import { innerLayers, type Placed } from './inner-layers.ts';
import { givesLogits } from './logits.ts';
import { maskBehind, maskOfIds } from './masks.ts';
import type { Part } from './cuts.ts';
import type { Weights } from './weights.ts';

/** What a pass through a part of a model is given. */
export interface Given {
  readonly params: Params;
  /** What the model reads, which masks are made of. */
  readonly values: tf.Tensor;
  /** Draws follow from it. None is no dropout. */
  readonly key: Key | undefined;
}

/** Runs parts of a model as pure functions of parameters, values and a key. */
export function passThrough(model: LayersModel, inner: readonly Placed[], weights: Weights) {
  // A model that another begins with is a part of the other's graph, layer by layer.
  const places = new Map(inner.map(({ layer, place }) => [layer, place]));
  const drawing = inner.flatMap((placed) => {
    const draws = drawsOf(placed);
    return draws ? [{ ...draws, place: placed.place }] : [];
  });
  const last = model.outputs[0]!;
  const toLogits = givesLogits(last.sourceLayer);

  const applied = ({ layer, use, inputs }: Call, values: readonly Value[], key: Key | undefined): tf.Tensor => {
    const place = places.get(layer)!;
    const own = drawing.filter((draws) => draws.place === place || draws.place.startsWith(`${place}/`));
    for (const draws of key ? own : []) {
      const stream = fold(fold(key!, draws.place), use);
      let draw = 0;
      draws.begin(() => fold(stream, draw++));
    }
    try {
      return callLayer(layer, inputs.length, values, key !== undefined);
    } finally {
      for (const draws of own) draws.end();
    }
  };

  return ({ calls, from, to, mask }: Part, tensor: tf.Tensor, { params, values, key }: Given): tf.Tensor => {
    const given = { tensor, mask: mask === 'ids' ? maskOfIds(values) : undefined };
    const apply = (call: Call, inputs: readonly Value[]): Value => {
      const asItIs = (): tf.Tensor => applied(call, inputs, key);
      const isLast = call.outputs[0] === last;
      const output = isLast ? toLogits(asItIs, inputs[0]!.tensor) : asItIs();
      return { tensor: output, mask: maskBehind(call.layer, inputs) };
    };
    return weights.within(params, () => run(calls, given, from, to, apply).tensor);
  };
}

/** All layers of a model, those within others too, by their places. */
export function allLayers(model: LayersModel): readonly Placed[] {
  return model.layers.flatMap((layer, i) => innerLayers(layer, String(i)));
}

function callLayer(layer: layers.Layer, count: number, values: readonly Value[], training: boolean): tf.Tensor {
  const tensors = values.map(({ tensor }) => tensor);
  const mask = values[0]!.mask;
  const outputs = layer.apply(count === 1 ? tensors[0]! : tensors, { training, ...(mask && { mask }) });
  return (Array.isArray(outputs) ? outputs[0]! : outputs) as tf.Tensor;
}
