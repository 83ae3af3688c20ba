import type { Params } from '@advtrain/core';
import { paramsFingerprint } from './fingerprint.ts';
import type { RunModel } from './task.ts';

/** A model that every run of a comparison starts from. */
export interface StartingModel {
  /** What it is and where it comes from, in one line. */
  readonly title: string;
  /** A fresh one whose random parts follow from the seed; whoever asks disposes of it. */
  fresh(seed: number): RunModel | Promise<RunModel>;
  /** Saves trained parameters as a folder. Default: an error that says that the model cannot be saved. */
  save?(folder: string, params: Params): Promise<void>;
  /** Numbers in it. Default: as many as a fresh one has. */
  readonly parameters?: number;
  /** A hash of its weights and its configuration. Default: of the weights of a fresh one of seed 0. */
  readonly fingerprint?: string;
  /** What a reader of results has to know of it. Default: nothing. */
  readonly notes?: readonly string[];
}

/** What a task says of its model. */
export interface KnownModel {
  readonly parameters: number;
  readonly fingerprint: string;
}

/** The size and the fingerprint of a model; makes one to look at only where they are not said. */
export async function lookAt(model: StartingModel): Promise<KnownModel> {
  const { parameters, fingerprint } = model;
  if (parameters !== undefined && fingerprint !== undefined) return { parameters, fingerprint };
  const fresh = await model.fresh(0);
  try {
    const size = Object.values(fresh.params).reduce((sum, tensor) => sum + tensor.size, 0);
    return {
      parameters: parameters ?? size,
      fingerprint: fingerprint ?? (await paramsFingerprint(fresh.params)),
    };
  } finally {
    fresh.dispose();
  }
}

/** Saves parameters, or says why it cannot be done. */
export async function saved(model: StartingModel, folder: string, params: Params): Promise<void> {
  if (!model.save)
    throw new Error(`${model.title} cannot be saved in ${folder}: give the task's model a save function.`);
  await model.save(folder, params);
}
