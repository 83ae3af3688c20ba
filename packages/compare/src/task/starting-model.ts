import type { Params } from '@advtrain/core';
import { paramsFingerprint } from './fingerprint.ts';
import type { RunModel } from './task.ts';

/** A model that every run of a comparison starts from. */
export interface StartingModel {
  /** What it is and where it comes from, in one line. */
  readonly title: string;
  /**
   * A fresh one whose random parts follow from the seed; whoever asks disposes of it.
   *
   * @param seed a whole number.
   */
  fresh(seed: number): RunModel | Promise<RunModel>;
  /**
   * Saves all parameters, trained or not, as a folder. Default: an error that says that the model cannot be saved.
   *
   * @param folder where it is to stand; made where it is missing.
   * @param params all parameters by name; they stay the caller's.
   */
  save?(folder: string, params: Params): Promise<void>;
  /** Numbers in it. Default: as many as a fresh one has. */
  readonly parameters?: number;
  /** How many numbers train. Default: as of a fresh one; none where all do. */
  readonly trained?: number;
  /** A hash of its weights and its configuration. Default: of the weights of a fresh one of seed 0. */
  readonly fingerprint?: string;
  /** What a reader of results has to know of it. Default: nothing. */
  readonly notes?: readonly string[];
}

/** What a task says of its model. */
export interface KnownModel {
  readonly parameters: number;
  readonly trained?: number;
  readonly fingerprint: string;
}

/** The size and the fingerprint of a model; makes one to look at only where they are not said. */
export async function lookAt(model: StartingModel): Promise<KnownModel> {
  const { parameters, fingerprint, trained } = model;
  if (parameters !== undefined && fingerprint !== undefined)
    return { parameters, fingerprint, ...(trained === undefined ? {} : { trained }) };
  const fresh = await model.fresh(0);
  try {
    const all = { ...fresh.frozen, ...fresh.params };
    const size = sizeOf(fresh.params);
    return {
      parameters: parameters ?? sizeOf(all),
      ...(size < sizeOf(all) ? { trained: size } : {}),
      fingerprint: fingerprint ?? (await paramsFingerprint(all)),
    };
  } finally {
    fresh.dispose();
  }
}

/** How many numbers parameters are. */
function sizeOf(params: Params): number {
  return Object.values(params).reduce((sum, { size }) => sum + size, 0);
}

/** Saves parameters, or says why it cannot be done. */
export async function saved(model: StartingModel, folder: string, params: Params): Promise<void> {
  if (!model.save)
    throw new Error(`${model.title} cannot be saved in ${folder}: give the task's model a save function.`);
  await model.save(folder, params);
}
