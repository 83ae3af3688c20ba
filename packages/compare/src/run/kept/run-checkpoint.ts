import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { checkpoint, resume, tensorsFrom } from '@advtrain/core';
import type { Cluster, TensorFile, Trainer } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { readSealed, writeSealed } from './sealed.ts';
import type { SoFar } from './so-far.ts';
import { freshState } from '../watch/state.ts';

/** The files that a run is put away in: the newest, and the one before it. */
export function checkpointFiles(path: string): readonly [newest: string, before: string] {
  return [path, `${path}.before`];
}

/** Deletes the files that a run is put away in. */
export async function removeCheckpoints(path: string): Promise<void> {
  for (const file of checkpointFiles(path)) await rm(file, { force: true });
}

/** Puts a run away like {@link keepCheckpoint}; what was the newest is then the one before. */
export async function keepNewest(trainer: Trainer, soFar: SoFar, path: string, key: string): Promise<void> {
  const [newest, before] = checkpointFiles(path);
  // First, so that there are never more than two on the disk.
  if (existsSync(newest)) await rename(newest, before);
  await keepCheckpoint(trainer, soFar, newest, key);
}

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
  /** That of the newest. */
  readonly path: string;
  /** What the checkpoint must be of. */
  readonly key: string;
  /** Throws a sentence where something else that the run kept is not there any more. */
  readonly check: (soFar: SoFar) => Promise<void>;
  /** Told why checkpoints are left out. */
  readonly note: (text: string) => void;
  /** The processes that train together, of which all go on or none. Default: this one alone. */
  readonly cluster?: Cluster | undefined;
}

/**
 * Puts a Trainer where its run was put away last, and gives what had been measured; `undefined` if there is no checkpoint. One that
 * is damaged, of another run or of another version is deleted, which is said, and the one before it is gone on from: a run comes to
 * the same from any of them, and from its beginning. Throws in all processes where some go on and others begin anew: they would wait for
 * one another without an end.
 */
export async function restoreCheckpoint(trainer: Trainer, resumed: Resumed): Promise<SoFar | undefined> {
  const soFar = await firstWhole(trainer, resumed);
  const [some, notAll] = resumed.cluster?.agreed([soFar !== undefined, soFar === undefined]) ?? [];
  if (some && notAll)
    throw new Error('Some processes go on from a checkpoint that others could not read: start all of them again.');
  return soFar;
}

async function firstWhole(trainer: Trainer, resumed: Resumed): Promise<SoFar | undefined> {
  const reasons: string[] = [];
  const say = (then: string) => {
    if (reasons.length === 0) return;
    resumed.note(
      `The checkpoint ${resumed.path} cannot be gone on from, so it is deleted, and the run ${then}. ${reasons.join(' ')}`,
    );
  };
  for (const file of checkpointFiles(resumed.path)) {
    if (!existsSync(file)) continue;
    try {
      const soFar = await restored(trainer, file, resumed);
      say(`goes on from the one before it, after step ${trainer.index}`);
      return soFar;
    } catch (error) {
      // What the disk or the memory does not give now may be whole.
      if (error instanceof Error && error.cause !== undefined) throw error;
      await rm(file, { force: true });
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  say('begins anew');
  return undefined;
}

async function restored(trainer: Trainer, path: string, { key, check }: Resumed): Promise<SoFar> {
  const file = await readSealed(path);
  if (file.metadata['run'] !== key) throw new Error(`${path} is of another run.`);
  const soFar = { ...nothingYet(), ...(JSON.parse(file.metadata['soFar'] ?? '') as Partial<SoFar>) };
  await check(soFar);
  put(trainer, file);
  return soFar;
}

function put(trainer: Trainer, file: TensorFile): void {
  const tensors = tensorsFrom(file.tensors);
  try {
    resume(trainer, { tensors, metadata: file.metadata });
  } finally {
    tf.dispose(tensors);
  }
}
