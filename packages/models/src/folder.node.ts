import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  readTensorFile,
  tensorData,
  writeFileAtomically,
  writeSafetensors,
  type Params,
  type TensorData,
} from '@advtrain/core';
import { encoderConfig } from './config.ts';
import { parameterShapes } from './names.ts';
import { savedConfig } from './saved-config.ts';
import { tokenizer, type Tokenizer } from './tokenizer.ts';

/** What a Hugging Face model folder holds. */
export interface ModelFolder {
  /** Its absolute path. */
  readonly path: string;
  /** The parsed config.json. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The content of model.safetensors, by the file's own names. */
  readonly tensors: Readonly<Record<string, TensorData>>;
}

/** What {@link writeModelFolder} saves. */
export interface SavedModel {
  /** A parsed config.json, or an encoder's `config`. */
  readonly config: object;
  /** All parameters by their Hugging Face names; those of no encoder are left out. */
  readonly params: Params;
  /** Names of the classes in their order. Default: what the config says, else LABEL_0, LABEL_1 … */
  readonly labelNames?: readonly string[];
  /** A folder whose tokenizer files are copied. Default: none are. */
  readonly tokenizerFrom?: string;
}

const tokenizerFiles = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'spiece.model',
];

/**
 * Reads config.json and model.safetensors of a Hugging Face folder. Throws one sentence, with the path, for whatever is
 * missing or damaged.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  await mustBeFolder(folder);
  const config = await readJson(join(folder, 'config.json'));
  const weights = join(folder, 'model.safetensors');
  if (!(await exists(weights))) throw new Error(await whyNoWeights(folder));
  const { tensors } = await readTensorFile(weights);
  return { path: resolve(folder), config, tensors };
}

/** The tokenizer of a Hugging Face folder, from its tokenizer.json and, where there is one, tokenizer_config.json. */
export async function readTokenizer(folder: string): Promise<Tokenizer> {
  await mustBeFolder(folder);
  const path = join(folder, 'tokenizer.json');
  if (!(await exists(path))) {
    throw new Error(
      `${folder} has no tokenizer.json: save it there with Python's AutoTokenizer.from_pretrained(…).save_pretrained(…).`,
    );
  }
  const settings = join(folder, 'tokenizer_config.json');
  const [json, config] = [await readJson(path), (await exists(settings)) ? await readJson(settings) : {}];
  try {
    return tokenizer(json, config);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Saves a model as a folder that Python's `transformers` loads: config.json, model.safetensors and the tokenizer's
 * files. Everything is written beside the folder first and then moved in, so that a failure leaves what was there.
 */
export async function writeModelFolder(folder: string, model: SavedModel): Promise<void> {
  const checked = encoderConfig(model.config);
  const params = Object.keys(parameterShapes(checked)).map((name) => {
    const tensor = model.params[name];
    if (!tensor) throw new Error(`The model lacks "${name}", so ${folder} was not written.`);
    return [name, tensor] as const;
  });
  const config = savedConfig(model.config, checked, model.labelNames);
  const temporary = `${resolve(folder)}.${randomUUID()}.tmp`;
  try {
    const chunks = writeSafetensors(tensorData(Object.fromEntries(params)), { format: 'pt' });
    await writeFileAtomically(join(temporary, 'config.json'), [`${JSON.stringify(config, null, 2)}\n`]);
    await writeFileAtomically(join(temporary, 'model.safetensors'), chunks);
    for (const file of model.tokenizerFrom === undefined ? [] : tokenizerFiles) {
      const source = join(model.tokenizerFrom ?? '', file);
      if (await exists(source)) await copyFile(source, join(temporary, file));
    }
    await mkdir(folder, { recursive: true });
    for (const file of await readdir(temporary)) await rename(join(temporary, file), join(folder, file));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function mustBeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new Error(
    found
      ? `${folder} is a file, but must be a folder with config.json and model.safetensors.`
      : `There is no folder ${folder}: give the path of a Hugging Face model folder.`,
  );
}

async function whyNoWeights(folder: string): Promise<string> {
  const files = await readdir(folder);
  if (files.includes('model.safetensors.index.json')) {
    return `${folder} has weights in several files, but one model.safetensors is needed: save it with Python's save_pretrained(…, max_shard_size="100GB").`;
  }
  if (files.includes('pytorch_model.bin')) {
    return `${folder} has its weights in pytorch_model.bin only, but model.safetensors is needed: save it with Python's save_pretrained(…, safe_serialization=True).`;
  }
  return `${folder} has no model.safetensors: give the path of a Hugging Face model folder.`;
}

async function readJson(path: string): Promise<Readonly<Record<string, unknown>>> {
  if (!(await exists(path))) throw new Error(`${path} is missing: give the path of a Hugging Face model folder.`);
  const text = await readFile(path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}): get the file again.`, { cause: error });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${path} holds no JSON object: get the file again.`);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
