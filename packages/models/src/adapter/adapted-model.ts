import type { TensorData } from '@advtrain/core';
import { encoderConfig, type EncoderConfig } from '../encoder/config/config.ts';
import { headOf } from '../encoder/families/head-of.ts';
import { parameterShapes } from '../encoder/names.ts';
import { adaptedLayers, loraOf, modulesOf, type LoRA, type LoRAOptions } from '../encoder/training/lora.ts';
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

/** A model with an adapter beside its layers. */
export interface AdaptedModel extends PlainModel {
  readonly lora: LoRA;
  /** The names of the adapter's matrices among the tensors. */
  readonly matrices: readonly string[];
}

/**
 * A model with an adapter: the tensors of both, the modules that the adapter trained whole in place of the model's own. Without a
 * config of the adapter's, the number of classes is that of its head. Throws one sentence where they do not fit.
 *
 * @param base the model without the adapter.
 * @param adapter its tensors and its config.
 */
export function adaptedModel(base: PlainModel, adapter: Adapter): AdaptedModel {
  const config = adapter.config ?? { ...base.config, ...classesOf(base.config, adapter.tensors) };
  const checked = encoderConfig(config);
  const shapes = parameterShapes(checked);
  const lora = loraOf(checked, withoutStrangers(checked, adapter.lora));
  const matrices = adapterShapes(checked, lora);
  const own = normaliseNames(adapter.tensors, [...Object.keys(shapes), ...Object.keys(matrices)]);
  const strange = Object.keys(own).find((name) => !(name in matrices) && !(name in shapes));
  if (strange !== undefined)
    throw new Error(
      `The adapter has "${strange}", which belongs to no layer that its target_modules name: it is of another model.`,
    );
  for (const [name, shape] of Object.entries(matrices)) {
    const data = own[name];
    if (!data) throw new Error(`The adapter lacks "${name}": it is of another model, or not whole.`);
    checkWeights(name, data, shape);
  }
  const tensors = { ...normaliseNames(base.tensors, Object.keys(shapes)), ...own };
  return { config, tensors, lora, matrices: Object.keys(matrices) };
}

/**
 * The plain model that one with an adapter is, the adapter merged into it.
 *
 * @param model the plain model's config and tensors, and the adapter's.
 */
export function mergedModel({ config, tensors, lora, matrices }: AdaptedModel): PlainModel {
  const rest = Object.entries(tensors).filter(([name]) => !matrices.includes(name));
  return { config, tensors: { ...Object.fromEntries(rest), ...mergedWeights(config, tensors, lora) } };
}

/** What an adapter says of the classes: the number of its head's rows, where it has a head. */
function classesOf(config: Json, tensors: Tensors): Json {
  const checked = encoderConfig(config);
  const { scores } = headOf(checked);
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
