import { adapterNames } from '../blocks/adapters.ts';
import type { Shapes } from '../blocks/block.ts';
import { encoderConfig, type EncoderConfig } from '../config/config.ts';
import { parameterShapes } from '../names.ts';
import { frozenNames, type Freeze } from './freezing.ts';
import { linearLayers } from './linear-layers.ts';
import { adaptedLayers, loraOf, trainsWhole, type LoRA, type LoRAOptions } from './lora.ts';

/** What of an encoder trains. Default: all. */
export interface Training {
  readonly freeze?: Freeze;
  readonly lora?: LoRA;
}

/** What trains, checked. Throws one sentence where both are given, or something that makes no sense. */
export function trainingOf(
  config: EncoderConfig,
  { freeze, lora }: { readonly freeze?: Freeze; readonly lora?: LoRAOptions },
): Training {
  if (freeze !== undefined && lora)
    throw new Error('freeze and lora are both given, but LoRA freezes all that it does not train: give one.');
  return { ...(freeze !== undefined && { freeze }), ...(lora && { lora: loraOf(config, lora) }) };
}

/** The shapes of an encoder's parameters by their names: of those that train, and of those that do not. */
export interface SplitShapes {
  readonly trained: Shapes;
  readonly frozen: Shapes;
}

/**
 * The shapes of an encoder's parameters by whether they train. Throws one sentence for what an encoder would not be made with.
 *
 * @param config a parsed `config.json`.
 * @param options what does not train, and adapters.
 */
export function trainedShapes(
  config: object,
  options: { readonly freeze?: Freeze; readonly lora?: LoRAOptions },
): SplitShapes {
  const checked = encoderConfig(config);
  return splitShapes(checked, trainingOf(checked, options));
}

/** Which parameters train: all but frozen ones or, with LoRA, those of its adapters and of the modules that train whole. */
export function splitShapes(config: EncoderConfig, { freeze, lora }: Training): SplitShapes {
  const all = Object.entries(parameterShapes(config));
  const fixed = freeze === undefined ? undefined : frozenNames(config, freeze);
  const trains = (name: string): boolean => (lora ? trainsWhole(name, lora) : !fixed?.has(name));
  return {
    trained: {
      ...Object.fromEntries(all.filter(([name]) => trains(name))),
      ...(lora && adapterShapes(config, lora)),
    },
    frozen: Object.fromEntries(all.filter(([name]) => !trains(name))),
  };
}

/** The shapes of an adapter's matrices by their names. */
export function adapterShapes(config: EncoderConfig, lora: LoRA): Shapes {
  const sizes = linearLayers(config);
  const shapes: Record<string, readonly number[]> = {};
  for (const layer of adaptedLayers(config, lora)) {
    const [outputs, inputs] = sizes.get(layer)!;
    const { a, b } = adapterNames(layer);
    shapes[a] = [lora.r, inputs];
    shapes[b] = [outputs, lora.r];
  }
  return shapes;
}
