import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash } from '@advtrain/compare';
import type { Json, StartingModel } from '@advtrain/compare';
import { parseJson } from '@advtrain/core';
import type { Params } from '@advtrain/core';
import type { LabelKind } from '@advtrain/datasets';
import { key } from '@advtrain/engine';
import { sha256Of } from '@advtrain/engine/fetch';
import type { FetchOptions } from '@advtrain/engine/fetch';
import {
  encoder,
  encoderConfig,
  initialParams,
  knownModel,
  load,
  longestSequence,
  parameterShapes,
  pretrained,
  tokenizer,
  tokenizerFiles,
  writeModelFolder,
} from '@advtrain/models';
import type { Encoder, EncoderConfig, LoadedModel, SavedModel, Tokenizer } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
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
  /** None but in a classification. */
  readonly labelNames: readonly string[];
  readonly maxLength: number;
  /** Rates that replace the model's own. */
  readonly dropout?: number | undefined;
  readonly attentionDropout?: number | undefined;
  /** Whether blocks are computed again for their gradients. Default false. */
  readonly gradientCheckpointing?: boolean | undefined;
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
  const isMiniLM = knownModel(name)?.name === 'minilm-l6';
  const { gradientCheckpointing = false } = use;
  const read = async (seed: number) => {
    const loaded = await load(folder, { config: fieldsFor(use), key: key(seed), gradientCheckpointing });
    // The pooler that comes with these weights was never trained: its bias is all zero.
    if (isMiniLM) redraw(loaded.model, ['bert.pooler.dense.weight', 'bert.pooler.dense.bias'], seed);
    return loaded;
  };
  const { model, ...first } = await read(0);
  const parameters = Object.values(model.params).reduce((sum, { size }) => sum + size, 0);
  model.dispose();
  const config = parseJson(await readFile(join(folder, 'config.json'), 'utf8')) as { readonly id2label?: Json };
  const title = isMiniLM ? 'all-MiniLM-L6-v2, pretrained' : name;
  checkLength(model.config, use.maxLength, title);
  return {
    title,
    parameters,
    tokenizer: first.tokenizer,
    fresh: async (seed) => (await read(seed)).model,
    save: (to, params) => saved(to, { ...config, ...fieldsFor(use) }, params, use, folder),
    notes: notesOf(first),
    // The head's rows are put into the order of the data by these names.
    fingerprint: hash([model.config as unknown as Json, config.id2label ?? null, ...(await checksums(folder))]),
  };
}

function notesOf({ notes }: Pick<LoadedModel, 'notes'>): readonly string[] {
  // That a bare encoder's head is drawn is no news; a head that is lost says so itself.
  return notes.filter((note) => !note.startsWith('Drawn at random'));
}

/** Of all that a run depends on: the weights, and the files that the tokenizer may be read from. */
async function checksums(folder: string): Promise<readonly string[]> {
  const determines = (file: string) => file.endsWith('.safetensors') || tokenizerFiles.includes(file);
  const files = (await readdir(folder)).filter(determines).sort();
  return Promise.all(files.map((file) => sha256Of(join(folder, file))));
}

function redraw(model: Encoder, names: readonly string[], seed: number): void {
  const drawn = initialParams(model.config, key(seed), names);
  for (const [name, tensor] of Object.entries(drawn)) model.params[name]?.assign(tensor);
  tf.dispose(drawn);
}

type ConfigOf = (vocabulary: number, maxLength: number) => object;

function fromScratch(title: string, use: ModelUse, configOf: ConfigOf): TextModel {
  const json = scratchTokenizer(use.texts);
  const tokens = tokenizer(json, { pad_token: '[PAD]' });
  const config = encoderConfig({ ...configOf(tokens.vocabularySize, use.maxLength), ...fieldsFor(use) });
  return {
    title,
    parameters: Object.values(parameterShapes(config)).reduce(
      (sum, shape) => sum + tf.util.sizeFromShape([...shape]),
      0,
    ),
    tokenizer: tokens,
    fresh: (seed) => {
      const params = initialParams(config, key(seed));
      const model = encoder(config, params, { gradientCheckpointing: use.gradientCheckpointing ?? false });
      tf.dispose(params);
      return Promise.resolve(model);
    },
    save: (to, params) => saved(to, config, params, use, scratchTokenizerFiles(json)),
    notes: [],
    fingerprint: hash([config as unknown as Json, json as Json]),
  };
}

function saved(
  folder: string,
  config: object,
  params: Params,
  { labelNames }: ModelUse,
  tokenizerFrom: NonNullable<SavedModel['tokenizerFrom']>,
) {
  const named = labelNames.length > 0 ? { labelNames } : {};
  return writeModelFolder(folder, { config, params, tokenizerFrom, ...named });
}

/** The fields of the config that the use decides. */
function fieldsFor({ kind, labelNames, dropout, attentionDropout }: ModelUse): object {
  const names = kind === 'classification' ? labelNames : ['LABEL_0'];
  return {
    task: kind,
    num_labels: names.length,
    id2label: Object.fromEntries(names.map((name, index) => [String(index), name])),
    ...(dropout === undefined ? {} : { hidden_dropout_prob: dropout }),
    ...(attentionDropout === undefined ? {} : { attention_probs_dropout_prob: attentionDropout }),
  };
}

function checkLength(config: EncoderConfig, maxLength: number, title: string): void {
  const most = longestSequence(config);
  if (maxLength <= most) return;
  throw new Error(`maxLength is ${maxLength}, but ${title} reads at most ${most} tokens; lower --max-length.`);
}
