import { adapterNames } from '../blocks/adapters.ts';
import type { Block, Shapes } from '../blocks/block.ts';
import type { EncoderConfig } from '../config/config.ts';
import { families } from '../families/families.ts';
import { headOf, readsFirst } from '../families/head-of.ts';
import { typicalLength, type Layers } from '../stem-share.ts';
import { headLayers } from './head-layers.ts';
import { linearLayers } from './linear-layers.ts';

/**
 * What the gradients of some parameters cost, of what those of all parameters of an encoder that trains whole cost, in
 * multiplications a token of linear layers: a weight costs its size, an adapter that of its two matrices.
 */
export function weightShare(config: EncoderConfig, layers: Layers, trained: Shapes): number {
  const sizes = linearLayers(config);
  const sizeOf = (name: string): number => (trained[name] ?? [0]).reduce((product, size) => product * size, 1);
  let all = 0;
  let done = 0;
  const count = (layer: string, tokens: number): void => {
    const [outputs, inputs] = sizes.get(layer)!;
    const { a, b } = adapterNames(layer);
    all += tokens * outputs * inputs;
    done += tokens * (sizeOf(`${layer}.weight`) + sizeOf(a) + sizeOf(b));
  };
  for (const layer of sizes.keys()) if (isBeforeBlocks(config, layer)) count(layer, 1);
  const blocks = layers.flat();
  for (const [index, block] of blocks.entries()) {
    const tokens = index === blocks.length - 1 ? readByHead(config, block) : 1;
    for (const layer of linearIn(block, sizes)) count(layer, tokens);
  }
  const read = headOf(config).reads === 'all' ? 1 : 1 / typicalLength;
  for (const layer of headLayers(config)) if (sizes.has(layer)) count(layer, read);
  return done / all;
}

function isBeforeBlocks(config: EncoderConfig, layer: string): boolean {
  return families[config.model_type].embeddings.projection?.(config)?.name === layer;
}

function linearIn({ shapes }: Block, sizes: ReadonlyMap<string, unknown>): readonly string[] {
  return Object.keys(shapes).flatMap((name) => {
    const layer = name.replace(/\.weight$/, '');
    return layer !== name && sizes.has(layer) ? [layer] : [];
  });
}

/** The share of the last block's work that is done: all of it for keys and values, that of one token for the rest. */
function readByHead(config: EncoderConfig, { multiplications }: Block): number {
  if (!readsFirst(config)) return 1;
  const always = 2 * config.hidden_size ** 2;
  return (always + (multiplications - always) / typicalLength) / multiplications;
}
