import * as tf from '@tensorflow/tfjs-core';
import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Call, Value } from './graph.ts';

/** What a mask of time steps is made of: ids that are 0, values (by a masking layer, or several masks), or there is none. */
export type MaskSource = 'ids' | 'values' | 'none';

/** What the mask of `to` is made of, given that of `from`. */
export function maskSource(
  calls: readonly Call[],
  given: MaskSource,
  from: SymbolicTensor,
  to: SymbolicTensor,
): MaskSource {
  const sources = new Map<number, MaskSource>([[from.id, given]]);
  for (const { layer, inputs, outputs } of calls) {
    const masks = inputs.map(({ id }) => sources.get(id)!);
    sources.set(outputs[0]!.id, behind(layer, masks));
  }
  return sources.get(to.id)!;
}

function behind(layer: layers.Layer, masks: readonly MaskSource[]): MaskSource {
  if (layer.getClassName() === 'Masking') return 'values';
  const given = masks.filter((mask) => mask !== 'none');
  if (given.length === 0 || !layer.supportsMasking || endsSequences(layer)) return 'none';
  return masks.length > 1 ? 'values' : given[0]!;
}

/** Whether a layer gives one row for a sequence, as recurrent ones do by default. */
function endsSequences(layer: layers.Layer): boolean {
  return 'returnSequences' in layer && layer.returnSequences === false;
}

/** The mask of ids: 1 where a token is, 0 where the id is 0. */
export function maskOfIds(ids: tf.Tensor): tf.Tensor {
  return tf.notEqual(ids, 0);
}

/** The mask of what a layer gives, as the layer itself has it. */
export function maskBehind(layer: layers.Layer, inputs: readonly Value[]): tf.Tensor | undefined {
  const masks = inputs.map(({ mask }) => mask);
  const makes = layer.getClassName() === 'Masking';
  if (!layer.supportsMasking || !(makes || masks.some((mask) => mask !== undefined))) return undefined;
  const tensors = inputs.map(({ tensor }) => tensor);
  const alone = inputs.length === 1;
  const mask = layer.computeMask(alone ? tensors[0]! : tensors, alone ? masks[0] : (masks as tf.Tensor[]));
  return (Array.isArray(mask) ? mask[0] : mask) ?? undefined;
}
