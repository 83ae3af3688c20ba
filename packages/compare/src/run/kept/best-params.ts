import { tensorsFrom } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { readSealed, writeSealed } from './sealed.ts';

/** Puts a model's parameters away, whole or not at all, as they were after a step. */
export async function keepParams({ params }: Model, path: string, step: number): Promise<void> {
  await writeSealed(path, () => ({ tensors: params, metadata: { step: String(step) } }));
}

/** Gives a model the parameters that were put away after that step. Throws one sentence where the file has none, or is damaged. */
export async function restoreParams({ params }: Model, path: string, step: number): Promise<void> {
  const { tensors, metadata } = await readSealed(path);
  if (metadata['step'] !== String(step)) throw new Error(`${path} has the parameters of another step than ${step}.`);
  const kept = tensorsFrom(tensors);
  for (const [name, tensor] of Object.entries(kept)) params[name]?.assign(tensor);
  tf.dispose(kept);
}

/**
 * Throws one sentence where a file of parameters is damaged, or of a step before that one. Those of a later step are what a run
 * that was killed had come to, and comes to again.
 */
export async function checkParams(path: string, step: number): Promise<void> {
  const { metadata } = await readSealed(path);
  if (Number(metadata['step']) >= step) return;
  throw new Error(`${path} has the parameters of an earlier step than ${step}.`);
}
