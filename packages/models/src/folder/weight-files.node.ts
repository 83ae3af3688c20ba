import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  readTensorFile,
  tensorData,
  writeFileAtomically,
  writeSafetensors,
  type Params,
  type TensorData,
  type TensorFile,
} from '@advtrain/core';
import { advtrainCommand } from '@advtrain/engine/fetch';
import { adapterWeightsFile } from './adapter-files.ts';
import { conversionOf, otherWeights, pickleAmong } from './conversion.ts';
import { isFile, readJson } from './json.node.ts';

const whole = 'model.safetensors';
const index = 'model.safetensors.index.json';
/** What Hugging Face calls weights files and their index. */
const weightsFile = /^model(-\d{5}-of-\d{5})?\.safetensors(\.index\.json)?$/;

/** Whether a name in a model folder is that of a weights file, or of the index of several. */
export function isWeightsFile(name: string): boolean {
  return weightsFile.test(name);
}

/**
 * Whether a folder has the weights of a model or of an adapter in it. One that is not there has none.
 *
 * @param folder any path.
 */
export async function holdsWeights(folder: string): Promise<boolean> {
  const files = await readdir(folder).catch((): string[] => []);
  return files.some((file) => isWeightsFile(file) || file === adapterWeightsFile);
}

/**
 * All tensors of a Hugging Face folder: of model.safetensors or, as `transformers` looks it up, of the files that
 * model.safetensors.index.json names. They are views of the files' bytes. Throws one sentence for whatever is missing
 * or damaged.
 */
export async function readWeights(folder: string): Promise<Readonly<Record<string, TensorData>>> {
  const files = await readdir(folder);
  if (files.includes(whole)) return (await readRegular(join(folder, whole))).tensors;
  if (!files.includes(index)) throw new Error(await whyNoWeights(folder, files));
  const map = weightMap(await readJson(join(folder, index)), join(folder, index));
  const tensors: Record<string, TensorData> = {};
  for (const file of new Set(Object.values(map))) {
    if (!files.includes(file)) {
      throw new Error(`${folder} has no ${file}, which its ${index} names: get that file as well.`);
    }
    Object.assign(tensors, (await readRegular(join(folder, file))).tensors);
  }
  const lost = Object.entries(map).find(([name]) => !(name in tensors));
  if (!lost) return tensors;
  throw new Error(`${join(folder, lost[1])} has no "${lost[0]}", which ${index} says it has: get the files again.`);
}

/** The files that {@link readWeights} needs of a folder with this index, checked; `path` is for the message. */
function weightMap(json: Readonly<Record<string, unknown>>, path: string): Readonly<Record<string, string>> {
  const map = json['weight_map'];
  const entries = typeof map === 'object' && map !== null ? Object.values(map) : [];
  // A name with a path in it would lead out of the folder.
  if (entries.length > 0 && entries.every((file) => typeof file === 'string' && file === basename(file))) {
    return map as Record<string, string>;
  }
  throw new Error(`${path} has no "weight_map" from names of parameters to files beside it: get the file again.`);
}

/**
 * Writes model.safetensors or, where that would be larger than `maxShardBytes`, several files and their index, as
 * `transformers` does. No more than one file's tensors are read back at a time.
 */
export async function writeWeights(folder: string, params: Params, maxShardBytes: number): Promise<void> {
  const shards = shardsOf(params, maxShardBytes);
  const count = String(shards.length).padStart(5, '0');
  const map: Record<string, string> = {};
  for (const [at, shard] of shards.entries()) {
    const file = shards.length === 1 ? whole : `model-${String(at + 1).padStart(5, '0')}-of-${count}.safetensors`;
    await writeFileAtomically(join(folder, file), writeSafetensors(tensorData(shard), { format: 'pt' }));
    for (const name of Object.keys(shard)) map[name] = file;
  }
  if (shards.length === 1) return;
  const total = Object.values(params).reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  const content = { metadata: { total_size: total }, weight_map: map };
  await writeFileAtomically(join(folder, index), [`${JSON.stringify(content, null, 2)}\n`]);
}

/** Parameters in their order, in as few groups as that allows; one that is too large alone has its own. */
function shardsOf(params: Params, most: number): Params[] {
  const shards: Record<string, Params[string]>[] = [{}];
  let size = 0;
  for (const [name, tensor] of Object.entries(params)) {
    if (size > 0 && size + bytesOf(tensor) > most) {
      shards.push({});
      size = 0;
    }
    shards.at(-1)![name] = tensor;
    size += bytesOf(tensor);
  }
  return shards;
}

function bytesOf(tensor: Params[string]): number {
  return 4 * tensor.size;
}

async function whyNoWeights(folder: string, files: readonly string[]): Promise<string> {
  if (files.includes('adapter_config.json'))
    return `${folder} is an adapter, but a whole model is needed: merge it with \`${advtrainCommand(`merge ${folder} --out DIR`)}\`.`;
  const pickle = pickleAmong(files);
  if (pickle !== undefined) {
    const { architectures } = await readJson(join(folder, 'config.json')).catch(
      (): Readonly<Record<string, unknown>> => ({}),
    );
    const line = conversionOf(folder, pickle, architectures);
    return `${folder} has its weights in ${pickle}, a pickle of torch's, but ${whole} is needed, which this line makes: ${line}`;
  }
  return `${folder} ${otherWeights(files) ?? `has no ${whole}: give the path of a Hugging Face model folder.`}`;
}

/** Reads a weights file, which must be one: reading a pipe would wait for ever. */
async function readRegular(path: string): Promise<TensorFile> {
  if (await isFile(path)) return readTensorFile(path);
  throw new Error(`${path} is no regular file, so it cannot be read as weights: put the file itself there.`);
}
