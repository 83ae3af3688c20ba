import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hash, UsageError } from '@advtrain/compare';
import type { Json, StartingModel } from '@advtrain/compare';
import type { Params } from '@advtrain/core';
import type { LabelKind } from '@advtrain/datasets';
import { key } from '@advtrain/engine';
import { sha256Of } from '@advtrain/engine/fetch';
import type { FetchOptions } from '@advtrain/engine/fetch';
import {
  encoder,
  encoderConfig,
  initialAdapter,
  initialParams,
  isAdapterFolder,
  knownModel,
  load,
  longestSequence,
  pretrained,
  tokenizer,
  tokenizerFiles,
} from '@advtrain/models';
import type { Encoder, EncoderConfig, Freeze, LoadedModel, LoRAOptions, Tokenizer } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { lacksHead } from './classifier.ts';
import { partSizes } from './part-of.ts';
import type { Part } from './part-of.ts';
import { baseName, saveAdapter, saveWhole } from './save-model.ts';
import { families, scratchConfig, scratchTokenizer, scratchTokenizerFiles, tinyConfig } from './scratch.ts';

/** A model to start from, and how it reads text. */
export interface TextModel extends StartingModel {
  readonly tokenizer: Tokenizer;
  save(folder: string, params: Params): Promise<void>;
  readonly notes: readonly string[];
}

/** What the model is for. */
export interface ModelUse {
  readonly kind: LabelKind;
  /** The classes of texts or of words, and none of anything else. */
  readonly labelNames: readonly string[];
  readonly maxLength: number;
  /** Rates that replace the model's own. */
  readonly dropout?: number | undefined;
  readonly attentionDropout?: number | undefined;
  /** Whether blocks are computed again for their gradients. Default false. */
  readonly gradientCheckpointing?: boolean | undefined;
  /** What does not train, or the adapters that train. Default: all trains. */
  readonly freeze?: Freeze | undefined;
  readonly lora?: LoRAOptions | undefined;
  /** Whether adapters are merged into the model where it is saved. Default false. */
  readonly merge?: boolean | undefined;
  /** The training texts: a model from scratch takes its vocabulary from them. */
  readonly texts: readonly string[];
}

/** Gets the model of a comparison: `scratch`, `tiny-` and a family, or what `pretrained` of `@advtrain/models` takes. */
export async function loadModel(name: string, use: ModelUse, options: FetchOptions): Promise<TextModel> {
  const family = families.find((each) => name === `tiny-${each}`);
  if (family) {
    return fromScratch(`${family} of 2 layers × 32 with random weights`, use, (vocabulary, length) =>
      tinyConfig(family, vocabulary, length),
    );
  }
  if (name === 'scratch') return fromScratch('BERT of 2 layers × 128 from scratch', use, scratchConfig);
  return fromFolder(name, await pretrained(name, options), use);
}

async function fromFolder(name: string, folder: string, use: ModelUse): Promise<TextModel> {
  const { gradientCheckpointing = false, lora, merge = false, labelNames } = use;
  if (lora && !merge && (await isAdapterFolder(folder))) {
    const rule =
      'but that is an adapter, which no other can be of; add --merge, or merge it first with advtrain merge.';
    throw new UsageError(`--model is ${name}, ${rule}`);
  }
  const part = partOf(use);
  const { model: looked, ...first } = await load(folder, { config: fieldsFor(use) });
  const isUntrained = await isUntrainedMiniLM(name, looked, first);
  looked.dispose();
  const base = await baseName(name);
  const sizes = partSizes(looked.config, part);
  const title = isUntrained ? 'all-MiniLM-L6-v2, pretrained' : name;
  checkLength(looked.config, use.maxLength, title);
  const settings = {
    config: { ...first.savedConfig, ...fieldsFor(use) },
    labelNames,
    tokenizerFrom: first.tokenizerFolder,
    lora,
  };
  return {
    title,
    ...sizes,
    tokenizer: first.tokenizer,
    fresh: async (seed) => {
      const { model } = await load(folder, { config: fieldsFor(use), key: key(seed), gradientCheckpointing, ...part });
      if (isUntrained) redraw(model, poolerNames, seed);
      return model;
    },
    save: async (to, params) => {
      if (lora && !merge) await saveAdapter(to, params, { ...settings, lora, base });
      else await saveWhole(to, params, settings);
    },
    notes: notesOf(first),
    // The head's rows are put into the order of the data by these names.
    fingerprint: hash([
      looked.config as unknown as Json,
      (first.savedConfig['id2label'] as Json | undefined) ?? null,
      ...(await checksums(folder)),
      ...(first.baseFolder === undefined ? [] : await checksums(first.baseFolder)),
      ...marksOf(part),
    ]),
  };
}

const poolerNames = ['bert.pooler.dense.weight', 'bert.pooler.dense.bias'];

/** Whether it is MiniLM as published, whose pooler was never trained (its bias is all zero), and no folder of that name with a model of the reader's. */
async function isUntrainedMiniLM(name: string, { params }: Encoder, loaded: Pick<LoadedModel, 'notes'>) {
  if (knownModel(name)?.name !== 'minilm-l6' || !lacksHead(loaded)) return false;
  const bias = await params[poolerNames[1]!]?.data();
  return (bias ?? []).every((value) => value === 0);
}

function notesOf({ notes }: Pick<LoadedModel, 'notes'>): readonly string[] {
  // That a bare encoder's head is drawn is no news; a head that is lost says so itself, one that is there in part is told of.
  return notes.filter((note) => !note.startsWith('Drawn at random: '));
}

/** Of all that a run depends on: the weights, and the files that the tokenizer may be read from. */
async function checksums(folder: string): Promise<readonly string[]> {
  const determines = (file: string) => file.endsWith('.safetensors') || tokenizerFiles.includes(file);
  const files = (await readdir(folder)).filter(determines).sort();
  return Promise.all(files.map((file) => sha256Of(join(folder, file))));
}

function redraw(model: Encoder, names: readonly string[], seed: number): void {
  const drawn = initialParams(model.config, key(seed), names);
  for (const [name, tensor] of Object.entries(drawn)) (model.params[name] ?? model.frozen[name])?.assign(tensor);
  tf.dispose(drawn);
}

type ConfigOf = (vocabulary: number, maxLength: number) => object;

function fromScratch(title: string, use: ModelUse, configOf: ConfigOf): TextModel {
  const json = scratchTokenizer(use.texts);
  const tokens = tokenizer(json, { pad_token: '[PAD]' });
  const { lora, labelNames } = use;
  const part = partOf(use);
  const config = encoderConfig({ ...configOf(tokens.vocabularySize, use.maxLength), ...fieldsFor(use) });
  return {
    title,
    ...partSizes(config, part),
    tokenizer: tokens,
    fresh: (seed) => {
      const adapter = lora ? initialAdapter(config, lora, key(seed)) : {};
      const params = { ...initialParams(config, key(seed)), ...adapter };
      const model = encoder(config, params, { gradientCheckpointing: use.gradientCheckpointing ?? false, ...part });
      tf.dispose(params);
      return Promise.resolve(model);
    },
    save: (to, params) =>
      saveWhole(to, params, { config, labelNames, lora, tokenizerFrom: scratchTokenizerFiles(json) }),
    notes:
      lora && !use.merge ? ['The model starts at random, so what is saved is the whole of it, adapters merged.'] : [],
    fingerprint: hash([config as unknown as Json, json as Json, ...marksOf(part)]),
  };
}

/** What of the model trains. */
function partOf({ freeze, lora }: ModelUse): Part {
  return { ...(freeze === undefined ? {} : { freeze }), ...(lora ? { lora } : {}) };
}

/** What a fingerprint has of it: nothing where all trains. */
function marksOf(part: Part): readonly Json[] {
  return Object.keys(part).length > 0 ? [part as unknown as Json] : [];
}

/** The fields of the config that the use decides. */
function fieldsFor({ kind, labelNames, dropout, attentionDropout }: ModelUse): object {
  const names = namesFor(kind, labelNames);
  return {
    task: kind,
    num_labels: names.length,
    id2label: Object.fromEntries(names.map((name, index) => [String(index), name])),
    ...(dropout === undefined ? {} : { hidden_dropout_prob: dropout }),
    ...(attentionDropout === undefined ? {} : { attention_probs_dropout_prob: attentionDropout }),
  };
}

function namesFor(kind: LabelKind, labelNames: readonly string[]): readonly string[] {
  if (kind === 'classification' || kind === 'token-classification') return labelNames;
  return kind === 'question-answering' ? ['LABEL_0', 'LABEL_1'] : ['LABEL_0'];
}

function checkLength(config: EncoderConfig, maxLength: number, title: string): void {
  const most = longestSequence(config);
  if (maxLength <= most) return;
  throw new Error(`maxLength is ${maxLength}, but ${title} reads at most ${most} tokens; lower --max-length.`);
}
