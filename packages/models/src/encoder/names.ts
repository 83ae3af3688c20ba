import type { Shapes } from './blocks/block.ts';
import { denseShapes, normShapes } from './blocks/layers.ts';
import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';

/** The shape of every parameter of an encoder by its Hugging Face name: what a weights file must hold. */
export function parameterShapes(config: EncoderConfig): Shapes {
  const { hidden_size: hidden } = config;
  const family = families[config.model_type];
  const shapes = { ...family.embeddings.shapes(config) };
  for (let index = 0; index < config.num_hidden_layers; index++) {
    for (const block of family.blocks(config, index)) Object.assign(shapes, block.shapes);
  }
  const head = family.head(config);
  return {
    ...shapes,
    ...family.others?.(config),
    ...denseShapes(head.dense, hidden, hidden, head.unbiased !== true),
    ...(head.norm && normShapes(head.norm.name, hidden, head.norm.bias)),
    ...denseShapes(head.scores, config.num_labels, hidden),
  };
}
