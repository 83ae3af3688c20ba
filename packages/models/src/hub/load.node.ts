import { key as keyOf, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { encoderConfig, type EncoderConfig } from '../encoder/config/config.ts';
import { longestSequence } from '../encoder/config/longest-sequence.ts';
import { encoder, type Encoder, type EncoderOptions } from '../encoder/encoder.ts';
import { fitWeights } from '../encoder/weights.ts';
import { readModelFolder } from '../folder/folder.node.ts';
import { classNames, withHeadFor } from '../folder/head-rows.ts';
import { readTokenizer } from '../tokenizer/folder/tokenizer-folder.node.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { pretrained, type PretrainedOptions } from './pretrained.node.ts';

/** Which model is to be loaded, and for what. */
export interface LoadOptions extends PretrainedOptions, EncoderOptions {
  /**
   * Fields that replace those of config.json: `{ num_labels: 3 }`, `{ task: 'multiple-choice' }`, dropout rates. Where `id2label` names
   * the folder's classes in another order, case aside, the head's rows are put into that order.
   */
  readonly config?: object;
  /** The classes that the head is to tell apart, in their order: `examples.labelNames`. Default: those of the folder. */
  readonly labelNames?: readonly string[];
  /** What a head is drawn from that the weights lack, or have for other labels. Default `key(0)`. */
  readonly key?: Key;
}

/** A model that is ready to be trained, and how it reads text. */
export interface LoadedModel {
  readonly model: Encoder;
  readonly tokenizer: Tokenizer;
  /** The folder that it came from. */
  readonly folder: string;
  /** The classes of its head in their order, `LABEL_0` and so on where config.json does not name them; of other heads none. */
  readonly labelNames: readonly string[];
  /** Tokens of a sequence that it reads at most. */
  readonly maxLength: number;
  /** What a person should know: which parameters were drawn at random, which of the files' are not used. */
  readonly notes: readonly string[];
}

/**
 * Loads a pretrained encoder and its tokenizer by the names that `pretrained` takes: a folder, a short name such as
 * `roberta-large`, or `owner/name` on the hub. Throws one sentence for whatever is missing, damaged or not implemented.
 */
export async function load(name: string, options: LoadOptions = {}): Promise<LoadedModel> {
  const folder = await pretrained(name, options);
  const { config: saved, tensors } = await readModelFolder(folder);
  const config = { ...saved, ...classesOf(options.labelNames), ...options.config };
  const tokenizer = await readTokenizer(folder, encoderConfig(config));
  const head = withHeadFor(config, saved, tensors);
  const { params, notes } = fitWeights(config, head.tensors, options.key ?? keyOf(0));
  const model = encoder(config, params, options);
  tf.dispose(params);
  const maxLength = longestSequence(model.config);
  const labelNames = labelsOf(config, model.config);
  return { model, tokenizer, folder, labelNames, maxLength, notes: [...head.notes, ...notes] };
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
  if (task !== 'classification') return [];
  return classNames(config) ?? Array.from({ length: count }, (_, index) => `LABEL_${index}`);
}
