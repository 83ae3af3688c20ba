import { key as keyOf, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { encoderConfig, type EncoderConfig } from '../encoder/config/config.ts';
import { longestSequence } from '../encoder/config/longest-sequence.ts';
import { encoder, type Encoder, type EncoderOptions } from '../encoder/encoder.ts';
import { initialAdapter } from '../encoder/training/initial-adapter.ts';
import { fitWeights } from '../encoder/weights.ts';
import { classNames, withHeadFor } from '../folder/head-rows.ts';
import { readTokenizer } from '../tokenizer/folder/tokenizer-folder.node.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { readModelSource } from './model-source.node.ts';
import type { PretrainedOptions } from './pretrained.node.ts';

/** Which model is to be loaded, and for what. */
export interface LoadOptions extends PretrainedOptions, EncoderOptions {
  /**
   * Fields that replace those of config.json: `{ num_labels: 3 }`, `{ task: 'multiple-choice' }`, dropout rates. Where `id2label` names
   * the folder's classes in another order, case aside, the head's rows are put into that order.
   */
  readonly config?: object;
  /** What adapters are drawn from, and a head that the weights lack, or have for other labels. Default `key(0)`. */
  readonly key?: Key;
}

/** A model that is ready to be trained, and how it reads text. */
export interface LoadedModel {
  readonly model: Encoder;
  readonly tokenizer: Tokenizer;
  /** The folder that it came from. */
  readonly folder: string;
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
 * `roberta-large`, or `owner/name` on the hub. That of an adapter gives the model that it is of with the adapter merged. Throws one sentence for whatever is missing, damaged or not implemented.
 */
export async function load(name: string, options: LoadOptions = {}): Promise<LoadedModel> {
  const { config: saved, tensors, ...folders } = await readModelSource(name, options);
  const config = { ...saved, ...options.config };
  const tokenizer = await readTokenizer(folders.tokenizerFolder, encoderConfig(config));
  const head = withHeadFor(config, saved, tensors);
  const { key = keyOf(0), lora } = options;
  const fitted = fitWeights(config, head.tensors, key);
  const params = { ...fitted.params, ...(lora && initialAdapter(config, lora, key)) };
  const model = encoder(config, params, options);
  tf.dispose(params);
  const maxLength = longestSequence(model.config);
  const labelNames = labelsOf(config, model.config);
  return { model, tokenizer, ...folders, labelNames, maxLength, notes: [...head.notes, ...fitted.notes] };
}

function labelsOf(config: object, { task, num_labels: count }: EncoderConfig): readonly string[] {
  if (task !== 'classification') return [];
  return classNames(config) ?? Array.from({ length: count }, (_, index) => `LABEL_${index}`);
}
