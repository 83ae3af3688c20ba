import { constant, dropout, fold, linear } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import { adapterNames, type Adapters } from '../blocks/adapters.ts';
import { scalingOf, type LoRA } from './lora.ts';

/** The adapters of some layers: alpha / r · B(A(dropout(x))). */
export function adaptersOf(layers: readonly string[], lora: LoRA): Adapters {
  const adapted = new Set(layers);
  const scaling = scalingOf(lora);
  return {
    has: (layer) => adapted.has(layer),
    down: (params, layer, x, key) => {
      const dropped = dropout(x, lora.dropout, key && fold(key, `lora.${layer}`));
      return tf.mul(linear(dropped, param(params, adapterNames(layer).a)), constant(scaling));
    },
    up: (params, layer, low, rows) => {
      const all = param(params, adapterNames(layer).b);
      return linear(low, rows ? tf.slice(all, [rows.begin, 0], [rows.size, -1]) : all);
    },
  };
}
