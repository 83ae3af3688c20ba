import { rm } from 'node:fs/promises';
import { tensorsFrom } from '@advtrain/core';
import type { Model, TensorFile } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import type { RunContext } from '../run-context.ts';
import { removeCheckpoints } from './run-checkpoint.ts';
import { readSealed, writeSealed } from './sealed.ts';

/** Nothing brings a run's best parameters back but the whole run, so that they are kept twice. */
const filesAt = (path: string) => [path, `${path}.copy`] as const;

/** Puts a model's parameters away, whole or not at all, as they were after a step. */
export async function keepParams({ params }: Model, path: string, step: number): Promise<void> {
  for (const file of filesAt(path)) {
    await writeSealed(file, () => ({ tensors: params, metadata: { step: String(step) } }));
  }
}

/** Gives a model the parameters that were put away after that step. Throws one sentence where neither file has them whole. */
export async function restoreParams({ params }: Model, path: string, step: number): Promise<void> {
  const { tensors } = await firstOf(path, (found) => found === step, `the parameters of another step than ${step}`);
  const kept = tensorsFrom(tensors);
  for (const [name, tensor] of Object.entries(kept)) params[name]?.assign(tensor);
  tf.dispose(kept);
}

/**
 * Throws one sentence where both files of parameters are damaged, or of a step before that one. Those of a later step are what a run
 * that was killed had come to, and comes to again.
 */
export async function checkParams(path: string, step: number): Promise<void> {
  await firstOf(path, (found) => found >= step, `the parameters of an earlier step than ${step}`);
}

/** Deletes what a run has kept of itself while it was under way. */
export async function removeKept({ checkpoint, best }: Pick<RunContext, 'checkpoint' | 'best'>): Promise<void> {
  await removeCheckpoints(checkpoint);
  for (const file of best ? filesAt(best.path) : []) await rm(file, { force: true });
}

/** The first of the files that is whole and of a step that will do. Throws what is wrong with the first. */
async function firstOf(path: string, isRight: (step: number) => boolean, otherwise: string): Promise<TensorFile> {
  let wrong: unknown;
  for (const file of filesAt(path)) {
    try {
      const found = await readSealed(file);
      if (isRight(Number(found.metadata['step']))) return found;
      wrong ??= new Error(`${file} has ${otherwise}.`);
    } catch (error) {
      wrong ??= error;
    }
  }
  throw wrong;
}
