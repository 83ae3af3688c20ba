import { key as keyOf, type Key } from '@advtrain/engine';
import { aText, checked, oneOf, tensorsFrom, thing, yesOrNo, type RulesOf, type TensorData } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { changedFields } from '../encoder/config/changed-fields.ts';
import { encoderConfig, type EncoderConfig } from '../encoder/config/config.ts';
import { longestSequence } from '../encoder/config/longest-sequence.ts';
import { encoder, encoderRules, type Encoder, type EncoderOptions } from '../encoder/encoder.ts';
import { initialAdapter } from '../encoder/training/initial-adapter.ts';
import { fitWeights } from '../encoder/weights.ts';
import { classNames } from '../folder/class-names.ts';
import { withHeadFor } from '../folder/head-rows.ts';
import { readTokenizer } from '../tokenizer/folder/tokenizer-folder.node.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { readModelSource } from './model-source.node.ts';
import type { PretrainedOptions } from './pretrained.node.ts';

/** Which model is to be loaded, and for what. */
export interface LoadOptions extends PretrainedOptions, EncoderOptions {
  /**
   * Fields that replace those of config.json: `{ num_labels: 3 }`, `{ task: 'multiple-choice' }`, dropout rates. Where `id2label` names
   * the folder's classes in another order, case and ways to write a number aside, the head's rows are put into that order.
   */
  readonly config?: object;
  /** The classes that the head is to tell apart, in their order: `examples.labelNames`. Default: those of the folder. */
  readonly labelNames?: readonly string[];
  /** What adapters are drawn from, and a head that the weights lack, or have for other labels. Default `key(0)`. */
  readonly key?: Key;
  /** Whether an adapter is merged into the model that it is of, or stays beside its layers, where it trains on. Default `merged`. */
  readonly adapter?: 'merged' | 'apart';
}

const rules: RulesOf<LoadOptions> = {
  ...encoderRules,
  from: aText,
  offline: yesOrNo,
  reporter: thing('a reporter, which is told of what happens', 'note'),
  signal: thing('an AbortSignal', 'aborted', 'reason'),
  revision: aText,
  config: thing('an object of fields of config.json'),
  labelNames: thing('an array of names', 'length', 'map'),
  key: thing('a key, as key(0) gives it'),
  adapter: oneOf('merged', 'apart'),
};

type Tensors = Readonly<Record<string, TensorData>>;

/** A model that is ready to be trained, and how it reads text. */
export interface LoadedModel {
  readonly model: Encoder;
  readonly tokenizer: Tokenizer;
  /** The folder that it came from. */
  readonly folder: string;
  /** The config.json that it was made from, as it was read; of an adapter that of the adapted model. */
  readonly savedConfig: Readonly<Record<string, unknown>>;
  /** The folder that the tokenizer was read from: an adapter's, or that of the model that it is of. */
  readonly tokenizerFolder: string;
  /** The folder of the model that an adapter is of. Absent for whole models. */
  readonly baseFolder?: string;
  /** The classes of its head in their order, `LABEL_0` and so on where config.json does not name them; of other heads none. */
  readonly labelNames: readonly string[];
  /** Tokens of a sequence that it reads at most. */
  readonly maxLength: number;
  /** What a person should know: which parameters were drawn at random, which of the files' are not used. */
  readonly notes: readonly string[];
}

/**
 * Loads a pretrained encoder and its tokenizer by the names that `pretrained` takes: a folder, a short name such as
 * `roberta-large`, or `owner/name` on the hub. That of an adapter gives the model that it is of with the adapter merged. Throws one
 * sentence for whatever is missing, damaged or not implemented.
 *
 * @param name a folder, a short name, or `owner/name`.
 * @param options where to look, which revision, and how the model is to train.
 */
export async function load(name: string, options: LoadOptions = {}): Promise<LoadedModel> {
  checked('load', options, rules);
  const apart = options.adapter === 'apart';
  const source = await readModelSource(name, { ...options, apart });
  const { config: saved, matrices = [], folder, tokenizerFolder, baseFolder } = source;
  const config = changedFields(saved, { ...classesOf(options.labelNames), ...options.config });
  const tokenizer = await readTokenizer(tokenizerFolder, encoderConfig(config));
  const [beside, tensors] = split(source.tensors, matrices);
  const head = withHeadFor(config, saved, tensors);
  const { key = keyOf(0), lora = source.lora, freeze, gradientCheckpointing = false } = options;
  const fitted = fitWeights(config, head.tensors, key);
  const drawn = lora && matrices.length === 0 ? initialAdapter(config, lora, key) : {};
  const params = { ...fitted.params, ...tensorsFrom(beside), ...drawn };
  const model = encoder(config, params, {
    gradientCheckpointing,
    ...(freeze !== undefined && { freeze }),
    ...(lora && { lora }),
  });
  tf.dispose(params);
  const maxLength = longestSequence(model.config);
  const labelNames = labelsOf(config, model.config);
  return {
    model,
    tokenizer,
    folder,
    tokenizerFolder,
    savedConfig: saved,
    ...(baseFolder !== undefined && { baseFolder }),
    labelNames,
    maxLength,
    notes: [...head.notes, ...fitted.notes],
  };
}

/** Those of some names, and the others. */
function split(all: Tensors, names: readonly string[]): readonly [named: Tensors, others: Tensors] {
  const wanted = new Set(names);
  const those = (isWanted: boolean): Tensors =>
    Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name) === isWanted));
  return [those(true), those(false)];
}

/** What a config.json says of classes. */
function classesOf(labelNames: readonly string[] | undefined): object {
  if (labelNames === undefined) return {};
  if (labelNames.length < 2 || new Set(labelNames).size < labelNames.length) {
    const names = labelNames.join(', ') || 'empty';
    throw new Error(`labelNames is ${names}, but must name two classes or more, each once.`);
  }
  const id2label = Object.fromEntries(labelNames.map((name, id) => [String(id), name]));
  const label2id = Object.fromEntries(labelNames.map((name, id) => [name, id]));
  return { task: 'classification', num_labels: labelNames.length, id2label, label2id };
}

function labelsOf(config: object, { task, num_labels: count }: EncoderConfig): readonly string[] {
  if (task !== 'classification' && task !== 'token-classification') return [];
  return classNames(config) ?? Array.from({ length: count }, (_, index) => `LABEL_${index}`);
}
