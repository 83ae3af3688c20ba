import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { checkpoint, resume, tensorsFrom } from '@advtrain/core';
import type { TensorFile, Trainer } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { readSealed, writeSealed } from './sealed.ts';
import type { SoFar } from './so-far.ts';
import { freshState } from '../watch/state.ts';

/** Puts a run away as one safetensors file: what the Trainer needs, and what has been measured so far. */
export async function keepCheckpoint(trainer: Trainer, soFar: SoFar, path: string, key: string): Promise<void> {
  await writeSealed(path, () => {
    const { tensors, metadata } = checkpoint(trainer);
    return { tensors, metadata: { ...metadata, run: key, soFar: JSON.stringify(soFar) } };
  });
}

/** What a run has measured before its first step. */
export function nothingYet(): SoFar {
  return { units: 0, seconds: 0, evaluation: 0, lines: 0, losses: [], curve: [], epochs: [], state: freshState() };
}

/** Where a run was put away, and how to go on from there. */
export interface Resumed {
  readonly path: string;
  /** What the checkpoint must be of. */
  readonly key: string;
  /** Throws a sentence where something else that the run kept is not there any more. */
  readonly check: (soFar: SoFar) => Promise<void>;
  /** Told why a checkpoint is left out. */
  readonly note: (text: string) => void;
}

/**
 * Puts a Trainer where its run was put away, and gives what had been measured; `undefined` if there is no checkpoint. One that
 * is damaged, of another run or of another version is deleted, which is said, for a run can always begin anew.
 */
export async function restoreCheckpoint(trainer: Trainer, resumed: Resumed): Promise<SoFar | undefined> {
  const { path, key, check, note } = resumed;
  if (!existsSync(path)) return undefined;
  try {
    const file = await readSealed(path);
    if (file.metadata['run'] !== key) throw new Error(`${path} is of another run.`);
    const soFar = { ...nothingYet(), ...(JSON.parse(file.metadata['soFar'] ?? '') as Partial<SoFar>) };
    await check(soFar);
    put(trainer, file);
    return soFar;
  } catch (error) {
    // What the disk or the memory does not give now may be whole.
    if (error instanceof Error && error.cause !== undefined) throw error;
    await rm(path, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    note(`The checkpoint ${path} cannot be gone on from, so it is deleted, and the run begins anew. ${reason}`);
    return undefined;
  }
}

function put(trainer: Trainer, file: TensorFile): void {
  const tensors = tensorsFrom(file.tensors);
  try {
    resume(trainer, { tensors, metadata: file.metadata });
  } finally {
    tf.dispose(tensors);
  }
}
