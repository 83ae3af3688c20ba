import { resolve } from 'node:path';
import type { Params } from '@advtrain/core';
import { isModelFolder, knownModel, wholeParams, writeAdapterFolder, writeModelFolder } from '@advtrain/models';
import type { LoRAOptions, SavedModel } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';

/** What is saved, beside the parameters. */
export interface SavedSettings {
  readonly config: object;
  readonly labelNames: readonly string[];
  readonly tokenizerFrom: NonNullable<SavedModel['tokenizerFrom']>;
  readonly lora?: LoRAOptions | undefined;
}

/** Saves a model as a folder of its own, adapters merged. `params` are all that it has. */
export async function saveWhole(folder: string, params: Params, { lora, ...model }: SavedSettings): Promise<void> {
  const whole = wholeParams({ config: model.config, params, ...(lora ? { lora } : {}) });
  try {
    await writeModelFolder(folder, { ...namedLabels(model), params: whole });
  } finally {
    tf.dispose(whole);
  }
}

/** Saves what trained of a model with adapters, as an adapter of the model of that name or in that folder. */
export async function saveAdapter(
  folder: string,
  params: Params,
  { lora, ...model }: SavedSettings & { readonly lora: LoRAOptions; readonly base: string },
): Promise<void> {
  await writeAdapterFolder(folder, { ...namedLabels(model), lora, params });
}

/** What an adapter calls the model that it is of: a name of the hub or, of a folder, its whole path. */
export async function baseName(name: string): Promise<string> {
  return (await isModelFolder(name)) ? resolve(name) : (knownModel(name)?.hub ?? name);
}

function namedLabels<Model extends { readonly labelNames: readonly string[] }>({ labelNames, ...model }: Model) {
  return labelNames.length > 0 ? { ...model, labelNames } : model;
}
