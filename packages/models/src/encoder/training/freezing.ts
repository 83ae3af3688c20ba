import type { EncoderConfig } from '../config/config.ts';
import { families } from '../families/families.ts';
import { parameterShapes } from '../names.ts';
import { headLayers } from './head-layers.ts';

/**
 * What of an encoder does not train: its embeddings, with their normalisation and projection; these and its first blocks; or
 * everything but the head.
 */
export type Freeze = 'embeddings' | 'all-but-head' | { readonly blocks: number };

/** The names of the parameters that do not train. Throws one sentence for blocks that the encoder has not. */
export function frozenNames(config: EncoderConfig, freeze: Freeze): ReadonlySet<string> {
  const { embeddings } = families[config.model_type];
  if (freeze === 'embeddings') return new Set(Object.keys(embeddings.shapes(config)));
  if (freeze === 'all-but-head') {
    const head = headLayers(config);
    const isOfHead = (name: string): boolean => head.some((layer) => name.startsWith(`${layer}.`));
    return new Set(Object.keys(parameterShapes(config)).filter((name) => !isOfHead(name)));
  }
  return new Set([...Object.keys(embeddings.shapes(config)), ...firstBlocks(config, freeze.blocks)]);
}

/** The parameters of the first blocks that no later block reads. */
function firstBlocks(config: EncoderConfig, count: number): readonly string[] {
  const { model_type: type, num_hidden_layers: layers } = config;
  if (!Number.isInteger(count) || count < 1 || count > layers) {
    throw new Error(
      `freeze.blocks is ${count}, but must be a whole number from 1 to ${layers}, the blocks of the model.`,
    );
  }
  const names = Array.from({ length: layers }, (_, index) =>
    families[type].blocks(config, index).flatMap(({ shapes }) => Object.keys(shapes)),
  );
  const later = new Set(names.slice(count).flat());
  const shared = names.slice(0, count).findIndex((block) => block.every((name) => later.has(name)));
  if (shared >= 0) {
    throw new Error(
      `freeze.blocks is ${count}, but block ${shared + 1} has its parameters in common with a later one: freeze all ${layers} blocks, or the embeddings.`,
    );
  }
  return names
    .slice(0, count)
    .flat()
    .filter((name) => !later.has(name));
}
