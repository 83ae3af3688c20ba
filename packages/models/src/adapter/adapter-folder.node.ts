import { join, resolve } from 'node:path';
import {
  readTensorFile,
  tensorData,
  writeFileAtomically,
  writeSafetensors,
  type Params,
  type TensorData,
} from '@advtrain/core';
import { encoderConfig } from '../encoder/config/config.ts';
import { loraOf, type LoRAOptions } from '../encoder/training/lora.ts';
import { splitShapes } from '../encoder/training/trained-shapes.ts';
import { adaptedConfigFile, adapterSettingsFile, adapterWeightsFile } from '../folder/adapter-files.ts';
import { writeModelSettings, type SavedModel } from '../folder/folder.node.ts';
import { tensorsOf } from '../folder/conversion.ts';
import { isFile, readJson } from '../folder/json.node.ts';
import { tokenizerFiles } from '../folder/saved-tokenizer.node.ts';
import { writeTogether } from '../folder/together.node.ts';
import { isWeightsFile } from '../folder/weight-files.node.ts';
import { loraFromPeft, peftConfig } from './peft-config.ts';

/** What `peft` puts before the name of each module. */
const prefix = 'base_model.model.';

/** What the folder of an adapter holds. */
export interface AdapterFolder {
  /** Its absolute path. */
  readonly path: string;
  readonly lora: LoRAOptions;
  /** The name or the path of the model that it is of, as it is written there. */
  readonly base: string;
  readonly revision?: string;
  /** The config of the adapted model, where there is one: `peft` writes none. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The adapters' matrices and the modules that were trained whole, by the model's own names. */
  readonly tensors: Readonly<Record<string, TensorData>>;
}

/** What {@link writeAdapterFolder} saves, beside a model's settings. */
export interface SavedAdapter extends Omit<SavedModel, 'params' | 'maxShardBytes'> {
  readonly lora: LoRAOptions;
  /** What trained: the adapters' matrices, and the modules that trained whole. Others are left out. */
  readonly params: Params;
  /** The model that it is of: a name on the hub, or a path. */
  readonly base: string;
  readonly revision?: string | undefined;
}

/**
 * Whether a folder is an adapter's, and holds no whole model.
 *
 * @param folder any path.
 */
export async function isAdapterFolder(folder: string): Promise<boolean> {
  const holds = await Promise.all(
    [adapterSettingsFile, 'model.safetensors', 'model.safetensors.index.json'].map((file) =>
      isFile(join(folder, file)),
    ),
  );
  return holds[0] === true && !holds[1] && !holds[2];
}

/**
 * Reads an adapter that Python's `peft` or {@link writeAdapterFolder} wrote. Throws one sentence for whatever is missing or not implemented.
 *
 * @param folder one in the layout of Hugging Face.
 */
export async function readAdapterFolder(folder: string): Promise<AdapterFolder> {
  const path = join(folder, adapterSettingsFile);
  const json = await readJson(path);
  const lora = loraFromPeft(json, path);
  const { base_model_name_or_path: base, revision } = json;
  if (typeof base !== 'string' || base === '')
    throw new Error(`${path} does not say which model it is of: set its base_model_name_or_path.`);
  if (!(await isFile(join(folder, adapterWeightsFile)))) throw new Error(await whyNoWeights(folder));
  const { tensors } = await readTensorFile(join(folder, adapterWeightsFile));
  const own = Object.entries(tensors).map(
    ([name, data]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, data] as const,
  );
  const configPath = join(folder, adaptedConfigFile);
  const config = (await isFile(configPath)) ? await readJson(configPath) : undefined;
  return {
    path: resolve(folder),
    lora,
    base,
    ...(typeof revision === 'string' && { revision }),
    ...(config && { config }),
    tensors: Object.fromEntries(own),
  };
}

async function whyNoWeights(folder: string): Promise<string> {
  const pickle = 'adapter_model.bin';
  if (await isFile(join(folder, pickle)))
    return `${folder} has its weights in ${pickle}, a pickle of torch's, but ${adapterWeightsFile} is needed, which this line makes: ${tensorsOf(`${folder}/${pickle}`, `${folder}/${adapterWeightsFile}`)}`;
  return `${folder} has no ${adapterWeightsFile}: save the adapter with Python's save_pretrained(…, safe_serialization=True).`;
}

/**
 * Saves what trained of an encoder with adapters as a folder that Python's `peft` loads, with the model's config in model_config.json, which has
 * the names of its classes, and the tokenizer's files. Everything is written or nothing.
 *
 * @param folder where it is to stand; made where it is missing.
 * @param adapter the adapter's tensors, with the config of the model and of the adapter.
 */
export async function writeAdapterFolder(folder: string, adapter: SavedAdapter): Promise<void> {
  const checked = encoderConfig(adapter.config);
  const lora = loraOf(checked, adapter.lora);
  const trained = Object.keys(splitShapes(checked, { lora }).trained).map((name) => {
    const tensor = adapter.params[name];
    if (!tensor) throw new Error(`The model lacks "${name}", so ${folder} was not written.`);
    return [prefix + name, tensor] as const;
  });
  await writeTogether(folder, {
    write: async (temporary) => {
      await writeModelSettings(temporary, adapter, adaptedConfigFile);
      const settings = peftConfig(checked, lora, adapter.base, adapter.revision);
      await writeFileAtomically(join(temporary, adapterSettingsFile), [`${JSON.stringify(settings, null, 2)}\n`]);
      const tensors = tensorData(Object.fromEntries(trained));
      await writeFileAtomically(join(temporary, adapterWeightsFile), writeSafetensors(tensors, { format: 'pt' }));
    },
    // Weights of a whole model would be read instead of these.
    isReplaced: (file) =>
      isWeightsFile(file) ||
      file === 'config.json' ||
      (adapter.tokenizerFrom !== undefined && tokenizerFiles.includes(file)),
  });
}
