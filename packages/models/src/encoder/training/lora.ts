import { layerOf } from '../blocks/adapters.ts';
import type { EncoderConfig } from '../config/config.ts';
import { families } from '../families/families.ts';
import { parameterShapes } from '../names.ts';
import { headLayers } from './head-layers.ts';
import { kindsOfLayers, linearLayers } from './linear-layers.ts';

/** Low-rank adaptation (Hu et al. 2022, arXiv 2106.09685), as Python's `peft` computes it. */
export interface LoRAOptions {
  /** The rank of what is added to a weight, a whole number of at least 1. */
  readonly r: number;
  /** What is added counts alpha / r, above 0. Default 8. */
  readonly alpha?: number;
  /** Rate of the dropout of what goes into an adapter, in [0, 1). Default 0. */
  readonly dropout?: number;
  /**
   * The linear layers that are adapted, by the ends of their names: `query` is that of every block. `all-linear` are all that do
   * not train whole. Default: queries and values.
   */
  readonly target?: readonly string[] | 'all-linear';
  /** Whether it counts alpha / √r instead (Kalajdzievski 2023). Default false. */
  readonly rankStabilised?: boolean;
  /** Modules that train whole, by the ends of their names. Default: those of the head. */
  readonly trainWhole?: readonly string[];
}

/** {@link LoRAOptions} with all defaults, checked. */
export type LoRA = Required<LoRAOptions>;

/** Fills in the defaults. Throws one sentence for a value that makes no sense, and for a name that no layer has. */
export function loraOf(config: EncoderConfig, options: LoRAOptions): LoRA {
  const { r, alpha = 8, dropout = 0, rankStabilised = false } = options;
  if (!Number.isInteger(r) || r < 1) throw new Error(`LoRA's r is ${r}, but must be a whole number of at least 1.`);
  if (!(alpha > 0 && Number.isFinite(alpha))) throw new Error(`LoRA's alpha is ${alpha}, but must be above 0.`);
  if (!(dropout >= 0 && dropout < 1)) throw new Error(`LoRA's dropout is ${dropout}, but must be in [0, 1).`);
  const { trainWhole = headModules(config), target = usualTargets(config) } = options;
  const modules = modulesOf(config);
  for (const name of trainWhole) {
    if (modules.some((module) => module.endsWith(name))) continue;
    throw new Error(
      `LoRA is to train "${name}" whole, but this ${config.model_type} has no such module: it has ${modules.join(', ')}.`,
    );
  }
  const lora = { r, alpha, dropout, rankStabilised, trainWhole, target };
  checkTargets(config, lora);
  return lora;
}

/** What the product of an adapter's matrices counts. */
export function scalingOf({ r, alpha, rankStabilised }: LoRA): number {
  return alpha / (rankStabilised ? Math.sqrt(r) : r);
}

/** The names of the layers that are adapted. */
export function adaptedLayers(
  config: EncoderConfig,
  { target, trainWhole }: Pick<LoRA, 'target' | 'trainWhole'>,
): readonly string[] {
  const layers = [...linearLayers(config).keys()].filter((name) => !isWithin(name, trainWhole));
  return target === 'all-linear' ? layers : layers.filter((name) => target.some((end) => endsWith(name, end)));
}

/** Whether a parameter is of a module that trains whole. */
export function trainsWhole(parameter: string, { trainWhole }: Pick<LoRA, 'trainWhole'>): boolean {
  return prefixesOf(layerOf(parameter)).some((module) => trainWhole.some((end) => module.endsWith(end)));
}

function checkTargets(config: EncoderConfig, lora: LoRA): void {
  const { target, trainWhole } = lora;
  if (target === 'all-linear') return;
  const layers = [...linearLayers(config).keys()];
  const there = kindsOfLayers(layers.filter((name) => !isWithin(name, trainWhole))).join(', ');
  for (const end of target) {
    const named = layers.filter((name) => endsWith(name, end));
    if (named.length === 0)
      throw new Error(`LoRA's target "${end}" is no linear layer of this ${config.model_type}: there are ${there}.`);
    if (named.every((name) => isWithin(name, trainWhole)))
      throw new Error(
        `LoRA's target "${end}" is within what trains whole (${trainWhole.join(', ')}): choose among ${there}.`,
      );
  }
  if (target.length === 0) throw new Error(`LoRA has no target: choose among ${there}.`);
}

/** Queries and values; the one layer that gives both, where there is one. */
function usualTargets(config: EncoderConfig): readonly string[] {
  const [names] = families[config.model_type].blocks(config, 0).flatMap((block) => block.names ?? []);
  return names ? [lastPart(names.query), lastPart(names.value)] : ['Wqkv'];
}

/** The modules of the head, without the names that all parameters begin with. */
function headModules(config: EncoderConfig): readonly string[] {
  return [...new Set(headLayers(config).map((name) => (name.startsWith('classifier.') ? 'classifier' : name)))];
}

/** The modules of a model that have parameters in them. */
export function modulesOf(config: EncoderConfig): readonly string[] {
  return [...new Set(Object.keys(parameterShapes(config)).flatMap((name) => prefixesOf(layerOf(name))))];
}

/** `a`, `a.b` and `a.b.c` of `a.b.c`. */
function prefixesOf(name: string): readonly string[] {
  const parts = name.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** Whether a name is another, or ends with it behind a point. */
function endsWith(name: string, end: string): boolean {
  return name === end || name.endsWith(`.${end}`);
}

/** Whether one of some modules is a layer, or has it within. */
function isWithin(layer: string, modules: readonly string[]): boolean {
  return prefixesOf(layer).some((prefix) => modules.some((module) => endsWith(prefix, module)));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
