import { layerOf } from '../blocks/adapters.ts';
import type { EncoderConfig } from '../config/config.ts';
import { parameterShapes } from '../names.ts';

/** Weights that are looked up and not multiplied by. */
const table = /(embeddings|relative_attention_bias)\.weight$/;

/** Outputs and inputs of a linear layer. */
export type LinearSize = readonly [outputs: number, inputs: number];

/** The linear layers of an encoder and its head, by the names of their modules in `transformers`. */
export function linearLayers(config: EncoderConfig): ReadonlyMap<string, LinearSize> {
  const found = Object.entries(parameterShapes(config)).filter(
    ([name, shape]) => shape.length === 2 && name.endsWith('.weight') && !table.test(name),
  );
  return new Map(found.map(([name, shape]) => [layerOf(name), shape as LinearSize]));
}

/** Names of layers without the numbers of their blocks, each once: what a person may choose among. */
export function kindsOfLayers(names: Iterable<string>): readonly string[] {
  return [...new Set([...names].map((name) => name.replace(/^.*\.\d+\./, '')))];
}
