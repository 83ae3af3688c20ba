import type { Shapes } from './blocks/block.ts';
import { denseShapes, normShapes } from './blocks/layers.ts';
import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import { headOf } from './families/head-of.ts';

/**
 * The shape of every parameter of an encoder by its Hugging Face name, in the order in which a forward pass first reads them: what a
 * weights file must hold.
 *
 * @param config as {@link encoderConfig} gives it.
 */
export function parameterShapes(config: EncoderConfig): Shapes {
  const { hidden_size: hidden } = config;
  const family = families[config.model_type];
  const shapes = { ...family.embeddings.shapes(config), ...family.shared?.(config) };
  for (let index = 0; index < config.num_hidden_layers; index++) {
    for (const block of family.blocks(config, index)) Object.assign(shapes, block.shapes);
  }
  const { inner, scores } = headOf(config);
  return {
    ...shapes,
    ...family.others?.(config),
    ...(inner && denseShapes(inner.dense, hidden, hidden, inner.unbiased !== true)),
    ...(inner?.norm && normShapes(inner.norm.name, hidden, inner.norm.bias)),
    ...denseShapes(scores, config.num_labels, hidden),
  };
}
