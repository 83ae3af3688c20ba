import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { callsOf, type Call } from './graph.ts';

/**
 * The multiplications of a use of a layer for one example: each entry of its kernels, at as many places as the layer applies them.
 * Lengths that differ from batch to batch count as 1, in all layers alike.
 */
export function workOf({ layer, inputs, outputs }: Call): number {
  if ('layers' in layer) {
    const within = callsOf(layer as unknown as LayersModel).map(workOf);
    return within.reduce((sum, work) => sum + work, 0);
  }
  const kernels = layer.weights.filter(({ shape }) => shape.length > 1);
  const entries = kernels.reduce((sum, { shape }) => sum + shape.reduce((all, length) => all! * length!, 1)!, 0);
  return entries * places(layer, inputs[0]!.shape, outputs[0]!.shape);
}

/** A recurrent layer applies its kernels at every time step, another at every place of what it gives. */
function places(layer: layers.Layer, input: Call['inputs'][0]['shape'], output: typeof input): number {
  const isRecurrent = 'cell' in layer || layer.getClassName() === 'Bidirectional';
  const lengths = isRecurrent ? [input[1]] : output.slice(1, -1);
  return lengths.reduce<number>((all, length) => all * (length ?? 1), 1);
}
