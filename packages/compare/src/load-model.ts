import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Params, TensorData } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { sha256Of } from '@advtrain/engine/fetch';
import type { FetchOptions } from '@advtrain/engine/fetch';
import {
  encoder,
  encoderConfig,
  fitWeights,
  initialParams,
  readModelFolder,
  readTokenizer,
  tokenizer,
  weights,
  writeModelFolder,
} from '@advtrain/models';
import type { Encoder, Tokenizer } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { scratchConfig, scratchTokenizer, scratchTokenizerFolder } from './scratch.ts';
import { hash } from './store.ts';
import type { Json } from './store.ts';

/** A model to start from, and how it reads text. */
export interface StartingModel {
  /** What it is and where it comes from, in one line. */
  readonly title: string;
  readonly tokenizer: Tokenizer;
  /** A fresh model; what the weights lack is drawn from the seed. */
  fresh(seed: number): Encoder;
  save(folder: string, params: Params, labelNames: readonly string[]): Promise<void>;
  readonly notes: readonly string[];
  readonly fingerprint: string;
}

/** What the model is for. */
export interface ModelUse {
  readonly labelNames: readonly string[];
  readonly maxLength: number;
  /** The training texts: a model from scratch takes its vocabulary from them. */
  readonly texts: readonly string[];
}

/** Gets the model of a comparison: a pretrained name, `scratch`, or a Hugging Face folder. */
export async function loadModel(name: string, use: ModelUse, options: FetchOptions): Promise<StartingModel> {
  if (name === 'scratch') return fromScratch(use);
  if (name !== 'minilm-l6') return fromFolder(name, name, use, () => true);
  const folder = await weights(name, options);
  // The pooler that comes with these weights was never trained: its bias is all zero.
  return fromFolder('all-MiniLM-L6-v2, pretrained', folder, use, (tensor) => !tensor.includes('pooler'));
}

async function fromFolder(
  title: string,
  folder: string,
  use: ModelUse,
  isWanted: (tensor: string) => boolean,
): Promise<StartingModel> {
  const read = await readModelFolder(folder);
  const config = withClasses(read.config, use.labelNames);
  const tensors = headFits(Object.fromEntries(Object.entries(read.tensors).filter(([name]) => isWanted(name))), config);
  checkLength(encoderConfig(config).max_position_embeddings, use.maxLength, title);
  const { params, notes } = fitWeights(config, tensors, key(0));
  tf.dispose(params);
  return {
    title,
    tokenizer: await readTokenizer(folder),
    fresh: (seed) => built(config, fitWeights(config, tensors, key(seed)).params),
    save: (to, trained, labelNames) =>
      writeModelFolder(to, { config, params: trained, labelNames, tokenizerFrom: folder }),
    notes: notes.filter((note) => !note.includes('drawn at random')),
    fingerprint: hash([config as Json, await sha256Of(join(folder, 'model.safetensors'))]),
  };
}

function fromScratch({ texts, labelNames, maxLength }: ModelUse): StartingModel {
  const json = scratchTokenizer(texts);
  const tokens = tokenizer(json, { pad_token: '[PAD]' });
  const config = scratchConfig(tokens.vocabularySize, maxLength, labelNames.length);
  return {
    title: 'BERT of 2 layers × 128 from scratch',
    tokenizer: tokens,
    fresh: (seed) => built(config, initialParams(config, key(seed))),
    async save(to, trained, names) {
      const files = await scratchTokenizerFolder(json);
      try {
        await writeModelFolder(to, { config, params: trained, labelNames: names, tokenizerFrom: files });
      } finally {
        await rm(files, { recursive: true, force: true });
      }
    },
    notes: [],
    fingerprint: hash([config as Json, json as Json]),
  };
}

/** The encoder takes copies of its own. */
function built(config: object, params: Params): Encoder {
  const model = encoder(config, params);
  tf.dispose(params);
  return model;
}

/** The config for this task: a classification with these classes. */
function withClasses(config: Readonly<Record<string, unknown>>, labelNames: readonly string[]): object {
  return {
    ...config,
    task: 'classification',
    num_labels: labelNames.length,
    id2label: Object.fromEntries(labelNames.map((name, index) => [String(index), name])),
  };
}

/** The tensors without a classification head for another number of classes, which has to be drawn anew. */
function headFits(tensors: Readonly<Record<string, TensorData>>, config: object): Readonly<Record<string, TensorData>> {
  const classes = encoderConfig(config).num_labels;
  const scores = tensors['classifier.weight'] ?? tensors['classifier.out_proj.weight'];
  if (!scores || scores.shape[0] === classes) return tensors;
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith('classifier')));
}

function checkLength(positions: number, maxLength: number, title: string): void {
  if (maxLength <= positions) return;
  throw new Error(`maxLength is ${maxLength}, but ${title} reads at most ${positions} tokens; lower --max-length.`);
}
