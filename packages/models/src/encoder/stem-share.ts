import type { Block } from './blocks/block.ts';
import type { EncoderConfig } from './config/config.ts';
import { families } from './families/families.ts';
import { headOf, readsFirst } from './families/head-of.ts';

/** The length that shares of a pass are stated for, in tokens; they hardly depend on it. */
export const typicalLength = 64;

/** The blocks of an encoder, by its layers. */
export type Layers = readonly (readonly Block[])[];

/** Multiplications of the stem of that depth over those of the whole model, for a sequence of the typical length; at most 1. */
export function stemShare(config: EncoderConfig, layers: Layers, depth: number): number {
  const { hidden_size: hidden } = config;
  const family = families[config.model_type];
  const work = ({ multiplications }: Block): number => multiplications + 2 * hidden * typicalLength;
  const through = (count: number): number =>
    layers
      .slice(0, count)
      .flat()
      .reduce((sum, block) => sum + work(block), 0);
  const embeddings = family.embeddings.multiplications(config);
  // What the last block does for tokens that no head reads: all but keys and values.
  const asking = work(layers.at(-1)!.at(-1)!) - 2 * hidden * hidden;
  const unread = readsFirst(config) ? asking * (1 - 1 / typicalLength) : 0;
  const { inner, reads } = headOf(config);
  const read = reads === 'all' ? 1 : 1 / typicalLength;
  const scores = hidden * ((inner ? hidden : 0) + config.num_labels) * read;
  return Math.min(1, (embeddings + through(depth)) / (embeddings + through(layers.length) - unread + scores));
}
