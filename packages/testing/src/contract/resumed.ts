import {
  checkpoint,
  readTensorFile,
  resume,
  tensorData,
  tensorsFrom,
  tensorsOf,
  Trainer,
  writeFileAtomically,
  writeSafetensors,
  type Model,
  type Plugin,
} from '@advtrain/core';
import { key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fourBatches, stateful, tinyModel, values, type Kind } from './training.ts';

/**
 * What trains a model: a method, or one with what goes along.
 *
 * @param model the tiny model of the run.
 */
export type Make = (model: Model) => Plugin | readonly Plugin[];

/** Where a run ended: everything that a next step would depend on, as plain numbers. */
export interface Ending {
  /** The losses of the steps from the cut on. */
  readonly losses: readonly (readonly number[])[];
  /** Parameters, moments and the plugins' states. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Trains through; `cut` is the number of steps whose losses are left out.
 *
 * @param kind text or image.
 * @param make makes what trains.
 * @param cut after which step the other one was interrupted.
 */
export function uninterrupted(kind: Kind, make: Make, cut: number): Ending {
  return run(kind, make, 1, () => undefined, cut);
}

/**
 * Trains `cut` steps, writes a checkpoint to a file, throws everything away, and goes on from the file in new objects.
 *
 * @param kind text or image.
 * @param make makes what trains.
 * @param cut after which step.
 */
export async function interrupted(kind: Kind, make: Make, cut: number): Promise<Ending> {
  const folder = await mkdtemp(join(tmpdir(), 'advtrain-resume-'));
  const path = join(folder, 'checkpoint.safetensors');
  try {
    const chunks = stopped(kind, make, cut);
    await writeFileAtomically(path, chunks);
    const file = await readTensorFile(path);
    const tensors = tensorsFrom(file.tensors);
    // Other initial parameters, so that what is not restored shows.
    const ending = run(kind, make, 99, (trainer) => resume(trainer, { tensors, metadata: file.metadata }), 0);
    tf.dispose(tensors);
    return ending;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function stopped(kind: Kind, make: Make, cut: number): Uint8Array[] {
  const model = tinyModel(kind, { key: key(1) });
  const optimizer = stateful();
  const batches = fourBatches(kind);
  const trainer = new Trainer({ model, optimizer, plugins: [make(model)].flat(), seed: 7 });
  try {
    for (const { index } of trainer.fit(batches)) if (index + 1 === cut) break;
    const { tensors, metadata } = checkpoint(trainer);
    return writeSafetensors(tensorData(tensors), metadata);
  } finally {
    trainer.dispose();
    optimizer.dispose();
    model.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  }
}

function run(kind: Kind, make: Make, initial: number, prepare: (trainer: Trainer) => void, cut: number): Ending {
  const model = tinyModel(kind, { key: key(initial) });
  const optimizer = stateful();
  const batches = fourBatches(kind);
  const trainer = new Trainer({ model, optimizer, plugins: [make(model)].flat(), seed: 7 });
  try {
    prepare(trainer);
    const losses = Array.from(trainer.fit(batches), (result) => result.losses()).slice(cut);
    const { tensors, metadata } = checkpoint(trainer);
    return { losses, tensors: values(tensors), metadata };
  } finally {
    trainer.dispose();
    optimizer.dispose();
    model.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  }
}
