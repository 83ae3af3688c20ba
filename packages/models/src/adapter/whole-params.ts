import { tensorData, tensorsFrom, type Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { adapterNames } from '../encoder/blocks/adapters.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { adaptedLayers } from '../encoder/training/lora.ts';
import { mergedWeights } from './merge.ts';

/**
 * All parameters of the plain model that an encoder is, those that do not train among them, adapters merged: what
 * `writeModelFolder` saves. New tensors: the caller disposes them.
 */
export function wholeParams({
  config,
  lora,
  params,
  frozen,
}: Pick<Encoder, 'config' | 'lora' | 'params' | 'frozen'>): Params {
  const all: Params = { ...frozen, ...params };
  const layers = lora ? adaptedLayers(config, lora) : [];
  const matrices = layers.flatMap((layer) => Object.values(adapterNames(layer)));
  const needed = [...matrices, ...layers.map((layer) => `${layer}.weight`)];
  const merged = lora
    ? tensorsFrom(mergedWeights(config, tensorData(Object.fromEntries(needed.map((name) => [name, all[name]!]))), lora))
    : {};
  const rest = Object.entries(all).filter(([name]) => !needed.includes(name));
  return { ...Object.fromEntries(rest.map(([name, theta]) => [name, tf.clone(theta)])), ...merged };
}
