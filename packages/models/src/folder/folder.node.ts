import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeFileAtomically, type Params, type TensorData } from '@advtrain/core';
import { encoderConfig } from '../encoder/config/config.ts';
import { parameterShapes } from '../encoder/names.ts';
import { adapterFiles } from './adapter-files.ts';
import { readJson } from './json.node.ts';
import { savedConfig } from './saved-config.ts';
import { tokenizerFiles, writeTokenizer } from './saved-tokenizer.node.ts';
import { writeTogether } from './together.node.ts';
import { isWeightsFile, readWeights, writeWeights } from './weight-files.node.ts';

/** What a Hugging Face model folder holds. */
export interface ModelFolder {
  /** Its absolute path. */
  readonly path: string;
  /** The parsed config.json. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The weights, by the files' own names. */
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
  /** A folder whose tokenizer files replace those that are there, or such files' texts by their names. Default: none do. */
  readonly tokenizerFrom?: string | Readonly<Record<string, string>>;
  /** The most bytes of one weights file; above it they are split, as `transformers` does. Default 5e9. */
  readonly maxShardBytes?: number;
}

/**
 * Reads config.json and the weights of a Hugging Face folder: model.safetensors, or the files that
 * model.safetensors.index.json names. Throws one sentence, with the path, for whatever is missing or damaged.
 *
 * @param folder one in the layout of Hugging Face.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  await mustBeFolder(folder);
  const config = await readJson(join(folder, 'config.json'));
  return { path: resolve(folder), config, tensors: await readWeights(folder) };
}

/**
 * Saves a model as a folder that Python's `transformers` loads: config.json, the weights and the tokenizer's files. Everything is
 * written within the folder under a name of its own first and then moved up, so that a failure leaves what was there.
 *
 * @param folder where it is to stand; made where it is missing.
 * @param model its config, parameters and tokenizer; the parameters stay the caller's.
 */
export async function writeModelFolder(folder: string, model: SavedModel): Promise<void> {
  const checked = encoderConfig(model.config);
  const params = Object.keys(parameterShapes(checked)).map((name) => {
    const tensor = model.params[name];
    if (!tensor) throw new Error(`The model lacks "${name}", so ${folder} was not written.`);
    return [name, tensor] as const;
  });
  await writeTogether(folder, {
    write: async (temporary) => {
      await writeModelSettings(temporary, model);
      await writeWeights(temporary, Object.fromEntries(params), model.maxShardBytes ?? 5e9);
    },
    // An earlier model's weights in another number of files, or its tokenizer.json, would be read instead of these.
    isReplaced: (file) =>
      isWeightsFile(file) ||
      adapterFiles.includes(file) ||
      (model.tokenizerFrom !== undefined && tokenizerFiles.includes(file)),
  });
}

/**
 * Writes a model's config.json, or what `file` names it, and the files of its tokenizer into a folder, as {@link writeModelFolder} does.
 *
 * @param folder one in the layout of Hugging Face.
 * @param model its config, the names of its classes, and the folder that the tokenizer's files are copied from.
 * @param file what the config is called.
 */
export async function writeModelSettings(
  folder: string,
  { config, labelNames, tokenizerFrom }: Omit<SavedModel, 'params'>,
  file = 'config.json',
): Promise<void> {
  const checked = encoderConfig(config);
  const json = JSON.stringify(savedConfig(config, checked, labelNames), null, 2);
  await writeFileAtomically(join(folder, file), [`${withFloats(json)}\n`]);
  if (tokenizerFrom !== undefined) await writeTokenizer(tokenizerFrom, folder, checked);
}

/** The JSON of a config with a point in whole numbers that `transformers` 5 takes as floats only. */
function withFloats(json: string): string {
  const fields = 'initializer_range|initializer_cutoff_factor|layer_norm_eps|norm_eps';
  return json.replace(new RegExp(`^( {2}"(?:${fields})": \\d+)(?=,?$)`, 'gm'), '$1.0');
}

/** Throws one sentence where a path is no folder. */
export async function mustBeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new Error(
    found
      ? `${folder} is a file, but must be a folder with config.json and model.safetensors.`
      : `There is no folder ${folder}: give the path of a Hugging Face model folder.`,
  );
}
