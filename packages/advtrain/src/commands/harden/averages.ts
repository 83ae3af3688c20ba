import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hash, measureModel } from '@advtrain/compare';
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
  /** The folder that they are kept in. */
  readonly folder: string;
  /** The comparison that trained the models, as it was asked for, whose measures are taken, and what came of it. */
  readonly asked: Asked;
  readonly comparison: Comparison;
  /** What they follow from. */
  readonly determined: Json;
  /** The folders of the trained models by their names. */
  readonly folders: ReadonlyMap<string, string>;
  readonly on: (event: CompareEvent) => void;
  readonly signal: AbortSignal;
}

/** An average, and the folder that it is kept in. */
export interface Average {
  readonly model: TrainedModel;
  readonly folder: string;
  /** Seconds that it took to make it and to measure it. */
  readonly measuring: number;
}

/** The published trade between robustness and accuracy by averages of weights. */
const paper = {
  authors: 'Croce et al.',
  year: 2023,
  title: 'Seasoning Model Soups for Robustness to Adversarial and Natural Distribution Shifts',
  arxiv: '2302.10164',
};

/** How far averages lie on the way from natural training to a method. */
export const shares = [
  { share: 0.5, name: 'half', sign: '½' },
  { share: 0.75, name: 'three-quarters', sign: '¾' },
] as const;

/**
 * Of each model that a method trained, averages of its weights and those of natural training, measured on what models are picked by: between the
 * two in robustness, and hardly below either without an attack, for fine-tunings of one model lie in one valley of the loss. Keeps what it has.
 */
export async function averagesOf(trained: readonly TrainedModel[], averaging: Averaging): Promise<readonly Average[]> {
  const control = trained.find(({ isControl }) => isControl)!;
  const averages: Average[] = [];
  for (const model of trained) {
    if (model.isControl || model.failure !== undefined) continue;
    for (const at of shares) averages.push(await averageOf(control, model, { ...averaging, at }));
  }
  return averages;
}

async function averageOf(
  control: TrainedModel,
  model: TrainedModel,
  averaging: Averaging & { readonly at: (typeof shares)[number] },
): Promise<Average> {
  const { asked, comparison, determined, folders, on, signal, at } = averaging;
  const name = `${model.name}-${at.name}`;
  const title = `${model.title}, ${at.sign} of the way`;
  const folder = join(averaging.folder, `${name}-${hash(determined).slice(0, 8)}`);
  const record = `${folder}.json`;
  if (!existsSync(join(folder, 'model.safetensors'))) await rm(record, { force: true });
  const { measuring, ...standing } = await keptOr(record, determined, async () => {
    const began = performance.now();
    const average = await averageModel(folders.get(control.name)!, folders.get(model.name)!, at.share, averaging);
    try {
      await save(average, folder);
      on({ kind: 'note', text: `${title}: measuring it on what models are picked by.` });
      const measured = await measureModel(average.model, asked, { title, on, signal });
      return { ...standingOf(measured, comparison), measuring: (performance.now() - began) / 1000 };
    } finally {
      average.model.dispose();
    }
  });
  const average = {
    name,
    title,
    settings: model.settings,
    source: `weights ${at.sign} of the way from natural training to ${model.title}`,
    paper,
    isControl: false,
    averageOf: model.name,
    ...standing,
    steps: control.steps + model.steps,
    epochs: control.epochs + model.epochs,
    units: control.units + model.units,
    seconds: control.seconds + model.seconds,
  };
  return { model: average, folder, measuring };
}

/** The first of two models of one kind, with weights that lie so far on the way to those of the second. */
async function averageModel(first: string, second: string, share: number, options: FetchOptions): Promise<LoadedModel> {
  const average = await openClassifier(first, options);
  const other = await openClassifier(second, options);
  try {
    for (const [name, parameter] of Object.entries(average.model.params)) {
      tf.tidy(() => {
        parameter.assign(tf.add(tf.mul(parameter, 1 - share), tf.mul(other.model.params[name]!, share)));
      });
    }
    return average;
  } catch (error) {
    average.model.dispose();
    throw error;
  } finally {
    other.model.dispose();
  }
}
