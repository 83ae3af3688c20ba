import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import {
  checkpoint,
  readTensorFile,
  resume,
  tensorData,
  tensorsFrom,
  writeFileAtomically,
  writeSafetensors,
} from '@advtrain/core';
import type { Trainer } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import type { SoFar } from './so-far.ts';
import { freshState } from './watch/state.ts';

/** Puts a run away as one safetensors file: what the Trainer needs, and what has been measured so far. */
export async function keepCheckpoint(trainer: Trainer, soFar: SoFar, path: string, key: string): Promise<void> {
  const chunks: Uint8Array[] = [];
  // Nothing is returned from tf.tidy, which would look through it for tensors number by number.
  tf.tidy(() => {
    const { tensors, metadata } = checkpoint(trainer);
    chunks.push(...writeSafetensors(tensorData(tensors), { ...metadata, run: key, soFar: JSON.stringify(soFar) }));
  });
  await writeFileAtomically(path, chunks);
}

/**
 * Puts a Trainer where its run was put away, and gives what had been measured; a fresh start if there is no checkpoint.
 * One that is damaged or of another run is deleted, for a run can always begin anew.
 */
export async function restoreCheckpoint(trainer: Trainer, path: string, key: string): Promise<SoFar> {
  const fresh: SoFar = {
    units: 0,
    seconds: 0,
    evaluation: 0,
    lines: 0,
    losses: [],
    curve: [],
    epochs: [],
    state: freshState(),
  };
  if (!existsSync(path)) return fresh;
  const file = await readTensorFile(path).catch(() => undefined);
  const soFar = file?.metadata['run'] === key ? file.metadata['soFar'] : undefined;
  if (!file || soFar === undefined) {
    await rm(path, { force: true });
    return fresh;
  }
  const tensors = tensorsFrom(file.tensors);
  resume(trainer, { tensors, metadata: file.metadata });
  tf.dispose(tensors);
  return { ...fresh, ...(JSON.parse(soFar) as Partial<SoFar>) };
}
