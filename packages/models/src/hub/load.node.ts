import { key as keyOf, type Key } from '@advtrain/engine';
import type { TensorData } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { encoderConfig } from '../encoder/config.ts';
import { encoder, type Encoder, type EncoderOptions } from '../encoder/encoder.ts';
import { families } from '../encoder/families/families.ts';
import { parameterShapes } from '../encoder/names.ts';
import { fitWeights, normaliseNames } from '../encoder/weights.ts';
import { readModelFolder } from '../folder/folder.node.ts';
import { readTokenizer } from '../tokenizer/folder/tokenizer-folder.node.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { pretrained, type PretrainedOptions } from './pretrained.node.ts';

/** Which model is to be loaded, and for what. */
export interface LoadOptions extends PretrainedOptions, EncoderOptions {
  /** Fields that replace those of config.json: `{ num_labels: 3 }`, `{ task: 'multiple-choice' }`, dropout rates. */
  readonly config?: object;
  /** What a head is drawn from that the weights lack, or have for other labels. Default `key(0)`. */
  readonly key?: Key;
}

/** A model that is ready to be trained, and how it reads text. */
export interface LoadedModel {
  readonly model: Encoder;
  readonly tokenizer: Tokenizer;
  /** The folder that it came from. */
  readonly folder: string;
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
  const config = { ...saved, ...options.config };
  const tokenizer = await readTokenizer(folder, encoderConfig(config));
  const { params, notes } = fitWeights(config, withoutOtherHead(config, tensors), options.key ?? keyOf(0));
  const model = encoder(config, params, options);
  tf.dispose(params);
  return { model, tokenizer, folder, notes };
}

/** The tensors without the scores of a head for other labels, which then are drawn anew. */
function withoutOtherHead(
  config: object,
  tensors: Readonly<Record<string, TensorData>>,
): Readonly<Record<string, TensorData>> {
  const checked = encoderConfig(config);
  const shapes = parameterShapes(checked);
  const { scores } = families[checked.model_type].head(checked.task);
  const named = normaliseNames(tensors, Object.keys(shapes));
  const weight = `${scores}.weight`;
  if (!named[weight] || named[weight].shape.join() === shapes[weight]!.join()) return named;
  return Object.fromEntries(Object.entries(named).filter(([name]) => !name.startsWith(`${scores}.`)));
}
