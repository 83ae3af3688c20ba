import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';

/** The shape of every parameter of an encoder by its Hugging Face name: what a weights file must hold. */
export function parameterShapes(config: EncoderConfig): Readonly<Record<string, readonly number[]>> {
  const { model_type: type, hidden_size: hidden, intermediate_size: wide, embedding_size: width } = config;
  const family = families[type];
  const shapes: Record<string, readonly number[]> = {};
  const linear = (name: string, outputs: number, inputs: number): void => {
    shapes[`${name}.weight`] = [outputs, inputs];
    shapes[`${name}.bias`] = [outputs];
  };
  const norm = (name: string, size: number): void => {
    shapes[`${name}.weight`] = [size];
    shapes[`${name}.bias`] = [size];
  };
  shapes[`${type}.embeddings.word_embeddings.weight`] = [config.vocab_size, width];
  shapes[`${type}.embeddings.position_embeddings.weight`] = [config.max_position_embeddings, width];
  if (config.type_vocab_size > 0) {
    shapes[`${type}.embeddings.token_type_embeddings.weight`] = [config.type_vocab_size, width];
  }
  norm(`${type}.embeddings.LayerNorm`, width);
  const projection = family.projection(config);
  if (projection !== undefined) linear(projection, hidden, width);
  for (let index = 0; index < config.num_hidden_layers; index++) {
    for (const block of family.blocks(config, index)) {
      for (const name of [block.query, block.key, block.value, block.attentionOutput]) linear(name, hidden, hidden);
      norm(block.attentionNorm, hidden);
      linear(block.expand, wide, hidden);
      linear(block.contract, hidden, wide);
      norm(block.outputNorm, hidden);
    }
  }
  const head = family.head(config.task);
  linear(head.dense, hidden, hidden);
  linear(head.scores, config.num_labels, hidden);
  return shapes;
}
