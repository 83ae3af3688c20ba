import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash, list, UsageError } from '@advtrain/compare';
import type { StartingModel } from '@advtrain/compare';
import {
  nearest,
  parseJson,
  readTensorFile,
  tensorData,
  tensorsFrom,
  writeFileAtomically,
  writeSafetensors,
} from '@advtrain/core';
import { key } from '@advtrain/engine';
import { sha256Of } from '@advtrain/engine/fetch';
import { imageNets, initialImageParams } from '@advtrain/models';
import type { ImageNetName } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';

/** A net to start from: drawn from the seed, or as it was saved. */
export interface StartingNet {
  /** The shape of the images that it reads: height, width, channels. */
  readonly image: readonly number[];
  /** The net of a task whose classes have these names. It saves folders that {@link loadNet} takes. */
  forClasses(labelNames: readonly string[]): StartingModel;
}

/** The names of the nets. */
export const netNames = Object.keys(imageNets) as readonly ImageNetName[];

/** Gets a net by its name, or from a folder that one was saved in. A {@link UsageError} where it is neither. */
export async function loadNet(model: string): Promise<StartingNet> {
  const weights = join(model, 'model.safetensors');
  const saved = await savedNet(model);
  const name = saved ?? netNames.find((each) => each === model);
  if (!name) {
    throw new UsageError(
      `--model is ${model}, but for images it must be one of ${list(netNames)}, or a folder that one was saved in${nearest(model, netNames)}.`,
    );
  }
  const kept = saved && (await readTensorFile(weights)).tensors;
  const fresh = (seed: number) => {
    const params = kept ? tensorsFrom(kept) : initialImageParams(name, key(seed));
    const net = imageNets[name].create(params);
    tf.dispose(params);
    return net;
  };
  const net = fresh(0);
  const image = net.hiddenShape([1], 0).slice(1);
  const parameters = Object.values(net.params).reduce((sum, { size }) => sum + size, 0);
  net.dispose();
  const fingerprint = hash([name, ...(saved ? [await sha256Of(weights)] : [])]);
  const title = saved ? `${name} from ${model}` : name;
  const forClasses = (labelNames: readonly string[]): StartingModel => ({
    title,
    parameters,
    fresh,
    async save(folder, params) {
      const config = { net: name, id2label: Object.fromEntries(labelNames.map((label, id) => [String(id), label])) };
      await writeFileAtomically(join(folder, 'model.safetensors'), writeSafetensors(tensorData(params)));
      await writeFileAtomically(join(folder, 'config.json'), [`${JSON.stringify(config, null, 2)}\n`]);
    },
    fingerprint,
  });
  return { image, forClasses };
}

/** The net that was saved in a folder, by its name, if there is one. */
async function savedNet(folder: string): Promise<ImageNetName | undefined> {
  const path = join(folder, 'config.json');
  if (!existsSync(path)) return undefined;
  const text = await readFile(path, 'utf8');
  const config = parsed(path, text);
  if (typeof config !== 'object' || config === null) {
    throw new UsageError(
      `${path} is ${text.trim()}, but must be a JSON object; name a folder that a net was saved in.`,
    );
  }
  return netNames.find((name) => 'net' in config && name === config.net);
}

function parsed(path: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${path} is not JSON (${reason}); name a folder that a net was saved in.`, { cause: error });
  }
}
