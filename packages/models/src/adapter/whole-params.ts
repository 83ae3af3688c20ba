import { tensorData, tensorsFrom, type Params } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { adapterNames } from '../encoder/blocks/adapters.ts';
import { encoderConfig } from '../encoder/config/config.ts';
import { adaptedLayers, loraOf, type LoRAOptions } from '../encoder/training/lora.ts';
import { mergedWeights } from './merge.ts';

/** Parameters of an encoder by their names, with what its adapters are. An encoder is one. */
export interface AdaptedParams {
  /** A parsed config.json. */
  readonly config: object;
  readonly lora?: LoRAOptions;
  readonly params: Params;
  readonly frozen?: Params;
}

/**
 * All parameters of the plain model that an encoder is, those that do not train among them, adapters merged: what
 * `writeModelFolder` saves. New tensors: the caller disposes them.
 *
 * @param params what trains and what does not, with the config and the adapters' options.
 */
export function wholeParams({ config, lora, params, frozen }: AdaptedParams): Params {
  const all: Params = { ...frozen, ...params };
  const checked = encoderConfig(config);
  const layers = lora ? adaptedLayers(checked, loraOf(checked, lora)) : [];
  const matrices = layers.flatMap((layer) => Object.values(adapterNames(layer)));
  const needed = [...matrices, ...layers.map((layer) => `${layer}.weight`)];
  const merged = lora
    ? tensorsFrom(mergedWeights(config, tensorData(Object.fromEntries(needed.map((name) => [name, all[name]!]))), lora))
    : {};
  const rest = Object.entries(all).filter(([name]) => !needed.includes(name));
  return { ...Object.fromEntries(rest.map(([name, theta]) => [name, tf.clone(theta)])), ...merged };
}
