import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { measureModel } from '@advtrain/compare';
import type { Asked, CompareEvent, Comparison, Json } from '@advtrain/compare';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { save } from '@advtrain/models';
import type { LoadedModel } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { openClassifier } from '../../models/classifier.ts';
import type { TrainedModel } from './evidence/evidence.ts';
import { standingOf } from './evidence/trained-models.ts';
import { keptOr } from './plan/kept.ts';

/** Where averages come from and go to. */
export interface Averaging extends FetchOptions {
  /** The folder that they are kept in, each in one of the method's name. */
  readonly folder: string;
  /** The comparison that trained the models, as it was asked for, whose measures are taken, and what came of it. */
  readonly asked: Asked;
  readonly comparison: Comparison;
  /** What they follow from. */
  readonly determined: Json;
  /** The folder of a trained model. */
  readonly folderOf: (model: TrainedModel) => string;
  readonly on: (event: CompareEvent) => void;
  readonly signal: AbortSignal;
}

/** The published trade between robustness and accuracy by averages of weights. */
const paper = {
  authors: 'Croce et al.',
  year: 2023,
  title: 'Seasoning Model Soups for Robustness to Adversarial and Natural Distribution Shifts',
  arxiv: '2302.10164',
};

/**
 * Of each model that a method trained, the average of its weights and those of natural training, measured on what models are picked by: between the
 * two in robustness, and often better than both without an attack, for fine-tunings of one model lie in one valley of the loss. Keeps what it has.
 */
export async function averagesOf(
  trained: readonly TrainedModel[],
  averaging: Averaging,
): Promise<readonly TrainedModel[]> {
  const control = trained.find(({ isControl }) => isControl)!;
  const averages: TrainedModel[] = [];
  for (const model of trained) {
    if (model.isControl || model.failure !== undefined) continue;
    averages.push(await averageOf(control, model, averaging));
  }
  return averages;
}

/** The folder that an average is kept in. */
export function averageFolder(folder: string, { name }: Pick<TrainedModel, 'name'>): string {
  return join(folder, name);
}

async function averageOf(control: TrainedModel, model: TrainedModel, averaging: Averaging): Promise<TrainedModel> {
  const { folder, asked, comparison, determined, folderOf, on, signal } = averaging;
  const title = `${model.title}, averaged with natural`;
  const own = averageFolder(folder, model);
  const record = `${own}.json`;
  if (!existsSync(join(own, 'model.safetensors'))) await rm(record, { force: true });
  const standing = await keptOr(record, determined, async () => {
    const average = await averageModel(folderOf(control), folderOf(model), averaging);
    try {
      await save(average, own);
      on({ kind: 'note', text: `${title}: measuring it on what models are picked by.` });
      return standingOf(await measureModel(average.model, asked, { title, on, signal }), comparison);
    } finally {
      average.model.dispose();
    }
  });
  return {
    name: `${model.name}-averaged`,
    title,
    settings: model.settings,
    source: `the mean of the weights of ${model.title} and of natural training`,
    paper,
    isControl: false,
    averageOf: model.name,
    ...standing,
    steps: control.steps + model.steps,
    epochs: control.epochs + model.epochs,
    units: control.units + model.units,
    seconds: control.seconds + model.seconds,
  };
}

/** The first of two models of one kind, with the mean of the weights of both. */
async function averageModel(first: string, second: string, options: FetchOptions): Promise<LoadedModel> {
  const average = await openClassifier(first, options);
  const other = await openClassifier(second, options);
  try {
    tf.tidy(() => {
      for (const [name, parameter] of Object.entries(average.model.params))
        parameter.assign(tf.mul(tf.add(parameter, other.model.params[name]!), 0.5));
    });
    return average;
  } catch (error) {
    average.model.dispose();
    throw error;
  } finally {
    other.model.dispose();
  }
}
