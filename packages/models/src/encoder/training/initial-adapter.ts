import type { Params } from '@advtrain/core';
import { fold, uniform, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { adapterNames } from '../blocks/adapters.ts';
import { encoderConfig } from '../config/config.ts';
import { linearLayers } from './linear-layers.ts';
import { adaptedLayers, loraOf, type LoRAOptions } from './lora.ts';

/**
 * An adapter as training begins, as `peft` draws it: A uniform within ±1/√inputs (Kaiming with a = √5), B zero, so that the model is
 * what it was. Each draw depends on the key and its own name alone. New tensors: the caller disposes them.
 *
 * @param config a parsed `config.json` of the model.
 * @param lora the adapter's rank and the modules that have one.
 * @param key what the draws follow from.
 */
export function initialAdapter(config: object, lora: LoRAOptions, key: Key): Params {
  const checked = encoderConfig(config);
  const sizes = linearLayers(checked);
  const drawn: Record<string, tf.Tensor> = {};
  for (const layer of adaptedLayers(checked, loraOf(checked, lora))) {
    const [outputs, inputs] = sizes.get(layer)!;
    const { a, b } = adapterNames(layer);
    const bound = 1 / Math.sqrt(inputs);
    drawn[a] = uniform([lora.r, inputs], fold(key, a), -bound, bound);
    drawn[b] = tf.zeros([outputs, lora.r]);
  }
  return drawn;
}
