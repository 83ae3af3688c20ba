import { readdir } from 'node:fs/promises';
import { adaptedModel, mergedModel, type AdaptedModel, type PlainModel } from '../adapter/adapted-model.ts';
import { isAdapterFolder, readAdapterFolder } from '../adapter/adapter-folder.node.ts';
import { readModelFolder } from '../folder/folder.node.ts';
import { tokenizerFiles } from '../folder/saved-tokenizer.node.ts';
import { pretrained, type PretrainedOptions } from './pretrained.node.ts';

/** A model as its files have it, whether they are of a whole model or of an adapter. */
export interface ModelSource extends PlainModel, Partial<Pick<AdaptedModel, 'lora' | 'matrices'>> {
  /** The folder that was named. */
  readonly folder: string;
  /** The folder that the tokenizer is read from. */
  readonly tokenizerFolder: string;
  /** The folder of the model that the one named is an adapter of. */
  readonly baseFolder?: string;
}

/**
 * Reads a model by the names that `pretrained` takes; that of an adapter with the adapter merged into the model that it names, or
 * `apart`. Throws one sentence for whatever is missing.
 */
export async function readModelSource(
  name: string,
  { apart = false, ...options }: PretrainedOptions & { readonly apart?: boolean },
): Promise<ModelSource> {
  const folder = await pretrained(name, options);
  if (!(await isAdapterFolder(folder))) {
    const { config, tensors } = await readModelFolder(folder);
    return { folder, tokenizerFolder: folder, config, tensors };
  }
  const adapter = await readAdapterFolder(folder);
  const base = await baseOf(adapter.base, folder, { ...options, revision: adapter.revision });
  if (await isAdapterFolder(base))
    throw new Error(
      `${folder} is an adapter of an adapter, ${base}: merge that one, and name it as base_model_name_or_path.`,
    );
  const hasTokenizer = (await readdir(folder)).some((file) => tokenizerFiles.includes(file));
  const adapted = adaptedModel(await readModelFolder(base), adapter);
  const model = apart ? adapted : mergedModel(adapted);
  return { folder, tokenizerFolder: hasTokenizer ? folder : base, baseFolder: base, ...model };
}

async function baseOf(name: string, folder: string, options: PretrainedOptions): Promise<string> {
  try {
    return await pretrained(name, options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${folder} is an adapter of ${name}, which cannot be had: ${reason}`, { cause: error });
  }
}
