import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { callsBetween, callsOf, type Call } from './graph.ts';
import { maskSource, type MaskSource } from './masks.ts';

/** A layer by its name, or by its place among the model's layers, from 0. */
export type LayerAt = string | number;

/** The part of a model between two places where it can be cut. */
export interface Part {
  readonly calls: readonly Call[];
  readonly from: SymbolicTensor;
  readonly to: SymbolicTensor;
  /** What the mask of `from` is made of. */
  readonly mask: MaskSource;
}

/** Where perturbations are added, and what follows, in parts. */
export interface Cuts {
  /** The layer of word embeddings, where the model begins with one: perturbations are added to what it gives. */
  readonly embedding: layers.Layer | undefined;
  readonly parts: readonly Part[];
}

/** Cuts a model behind the layers that are asked for; by default behind the first that has weights, where that is possible. */
export function cutsOf(model: LayersModel, asked: readonly LayerAt[] | undefined): Cuts {
  const input = model.inputs[0]!;
  const readers = callsOf(model).filter(({ inputs }) => inputs.some(({ id }) => id === input.id));
  const [first] = readers;
  const embedding = readers.length === 1 && first!.layer.getClassName() === 'Embedding' ? first!.layer : undefined;
  const from = embedding ? first!.outputs[0]! : input;
  const to = model.outputs[0]!;
  const masks = (embedding as { readonly maskZero?: boolean } | undefined)?.maskZero === true;
  const whole: Part = { calls: callsBetween(from, to)!, from, to, mask: masks ? 'ids' : 'none' };
  if (asked === undefined) return { embedding, parts: defaultParts(whole) };
  return { embedding, parts: asked.reduce<readonly Part[]>((parts, at) => cutBehind(parts, model, at), [whole]) };
}

function defaultParts(whole: Part): readonly Part[] {
  const hasWeights = whole.calls.find(({ layer }) => layer.weights.length > 0);
  const parts = hasWeights && split(whole, hasWeights.outputs[0]!);
  return typeof parts === 'object' ? parts : [whole];
}

/** Cuts the last part once more. */
function cutBehind(parts: readonly Part[], model: LayersModel, at: LayerAt): readonly Part[] {
  const layer = model.layers.find(({ name }, i) => name === at || i === at);
  if (!layer) {
    const names = model.layers.map(({ name }, i) => `${i} "${name}"`).join(', ');
    throw new Error(`The model has no layer ${JSON.stringify(at)} to cut behind; it has ${names}.`);
  }
  const uses = parts.at(-1)!.calls.filter((call) => call.layer === layer);
  if (uses.length !== 1)
    throw new Error(
      `The layer "${layer.name}" is used ${uses.length} times behind the ${parts.length > 1 ? 'cut before it' : 'input'}, but must be once: name other layers to cut behind, in their order.`,
    );
  const halves = split(parts.at(-1)!, uses[0]!.outputs[0]!);
  if (halves === 'bypassed')
    throw new Error(
      `Not everything passes through the layer "${layer.name}": cut behind a layer that all ways lead through.`,
    );
  if (halves === 'masked')
    throw new Error(
      `The layer "${layer.name}" passes on a mask that is made of values: cut before the mask, or behind its last use.`,
    );
  return [...parts.slice(0, -1), ...halves];
}

/** Both parts, or why there is none. A mask that is made of values before the cut is not there behind it. */
function split(part: Part, at: SymbolicTensor): readonly Part[] | 'bypassed' | 'masked' {
  const { from, to, mask } = part;
  const before = callsBetween(from, at)!;
  const behind = callsBetween(at, to);
  if (!behind) return 'bypassed';
  const kept = maskSource(before, mask, from, at);
  if (kept === 'values') return 'masked';
  return [
    { calls: before, from, to: at, mask },
    { calls: behind, from: at, to, mask: kept },
  ];
}
