import type { BlockNames } from './blocks/block.ts';
import type { EncoderConfig } from './config/config.ts';
import type { Distances } from './distances.ts';
import type { Embeddings } from './embeddings/embeddings.ts';
import { families } from './families/families.ts';
import type { Head } from './families/family.ts';
import { headOf } from './families/head-of.ts';

/** What an encoder's parameters are for, for those who write what it computes in another form. */
export interface EncoderLayout {
  readonly embeddings: Embeddings;
  /** The blocks in the order in which they are applied; none where they are not of BERT's kind, as ModernBERT's. */
  readonly blocks: readonly BlockNames[];
  /** The table of distances that the attention reads, where there is one. */
  readonly distances?: Distances;
  readonly head: Head;
}

/**
 * What the parameters of an encoder are for, by their Hugging Face names.
 *
 * @param config as {@link encoderConfig} gives it.
 */
export function encoderLayout(config: EncoderConfig): EncoderLayout {
  const family = families[config.model_type];
  const layers = Array.from({ length: config.num_hidden_layers }, (_, index) => family.blocks(config, index));
  const distances = family.distances?.(config);
  return {
    embeddings: family.embeddings,
    blocks: layers.flat().flatMap(({ names }) => names ?? []),
    ...(distances && { distances }),
    head: headOf(config),
  };
}
