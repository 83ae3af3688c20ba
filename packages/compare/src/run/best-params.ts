import { readTensorFile, tensorData, tensorsFrom, writeFileAtomically, writeSafetensors } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** Puts a model's parameters away, whole or not at all. */
export async function keepParams({ params }: Model, path: string): Promise<void> {
  await writeFileAtomically(path, writeSafetensors(tensorData(params)));
}

/** Gives a model the parameters that were put away. Throws one sentence where the file is missing or damaged. */
export async function restoreParams({ params }: Model, path: string): Promise<void> {
  const kept = tensorsFrom((await readTensorFile(path)).tensors);
  for (const [name, tensor] of Object.entries(kept)) params[name]?.assign(tensor);
  tf.dispose(kept);
}
