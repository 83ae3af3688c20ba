import type { TensorData } from '@advtrain/core';
import { encoderConfig, type EncoderConfig } from '../encoder/config/config.ts';
import { families } from '../encoder/families/families.ts';
import { parameterShapes } from '../encoder/names.ts';
import { adaptedLayers, loraOf, modulesOf, type LoRAOptions } from '../encoder/training/lora.ts';
import { adapterShapes } from '../encoder/training/trained-shapes.ts';
import { normaliseNames } from '../encoder/weights.ts';
import { checkWeights } from '../encoder/weights-check.ts';
import { mergedWeights } from './merge.ts';

type Json = Readonly<Record<string, unknown>>;
type Tensors = Readonly<Record<string, TensorData>>;

/** A plain model, as its folder would have it. */
export interface PlainModel {
  readonly config: Json;
  readonly tensors: Tensors;
}

/** An adapter, as its folder has it. */
export interface Adapter {
  readonly lora: LoRAOptions;
  readonly config?: Json;
  readonly tensors: Tensors;
}

/**
 * The plain model that a model with an adapter is: the adapter's matrices merged, the modules that it trained whole in place of the
 * model's own. Without a config of the adapter's, the number of classes is that of its head. Throws one sentence where they do not fit.
 */
export function adaptedModel(base: PlainModel, adapter: Adapter): PlainModel {
  const config = adapter.config ?? { ...base.config, ...classesOf(base.config, adapter.tensors) };
  const checked = encoderConfig(config);
  const expected = Object.keys(parameterShapes(checked));
  const lora = loraOf(checked, withoutStrangers(checked, adapter.lora));
  const matrices = adapterShapes(checked, lora);
  const own = normaliseNames(adapter.tensors, [...expected, ...Object.keys(matrices)]);
  const strange = Object.keys(own).find((name) => !(name in matrices) && !expected.includes(name));
  if (strange !== undefined)
    throw new Error(
      `The adapter has "${strange}", which belongs to no layer that its target_modules name: it is of another model.`,
    );
  for (const [name, shape] of Object.entries(matrices)) {
    const data = own[name];
    if (!data) throw new Error(`The adapter lacks "${name}": it is of another model, or not whole.`);
    checkWeights(name, data, shape);
  }
  const plain = normaliseNames(base.tensors, expected);
  const whole = Object.fromEntries(Object.entries(own).filter(([name]) => !(name in matrices)));
  const weights = Object.fromEntries(
    adaptedLayers(checked, lora).map((layer) => [`${layer}.weight`, plain[`${layer}.weight`]!]),
  );
  for (const [name, shape] of Object.entries(parameterShapes(checked)))
    if (weights[name]) checkWeights(name, weights[name], shape);
  return { config, tensors: { ...plain, ...whole, ...mergedWeights(config, { ...weights, ...own }, lora) } };
}

/** What an adapter says of the classes: the number of its head's rows, where it has a head. */
function classesOf(config: Json, tensors: Tensors): Json {
  const checked = encoderConfig(config);
  const { scores } = families[checked.model_type].head(checked);
  const rows = tensors[`${scores}.weight`]?.shape[0];
  return rows === undefined || rows === checked.num_labels ? {} : { num_labels: rows, id2label: undefined };
}

/** Without names that the model has no module for: `peft` takes no notice of those, and adds `classifier` and `score` itself. */
function withoutStrangers(config: EncoderConfig, lora: LoRAOptions): LoRAOptions {
  const { target = [], trainWhole = [] } = lora;
  const modules = modulesOf(config);
  const known = trainWhole.filter((end) => modules.some((module) => module.endsWith(end)));
  if (target === 'all-linear') return { ...lora, trainWhole: known };
  const adapts = (end: string): boolean => adaptedLayers(config, { target: [end], trainWhole: known }).length > 0;
  const reached = target.filter(adapts);
  return { ...lora, trainWhole: known, target: reached.length > 0 ? reached : target };
}
