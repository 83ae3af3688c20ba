import { fold, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { clockAt, type Clock } from '../contract/clock.ts';
import { crossEntropyOf, type Loss } from '../contract/loss.ts';
import type { Batch, Model } from '../contract/model.ts';
import type { Pass } from '../contract/plugin.ts';
import type { Step } from '../contract/step.ts';
import type { Pieces } from '../cluster/pieces.ts';
import { LiveStep, type Frame } from './live-step.ts';

/** What a step is taken with. */
export interface StepOptions {
  readonly model: Model;
  readonly batch: Batch;
  readonly index: number;
  /** Default 0. */
  readonly place?: number;
  /** Default 1. */
  readonly places?: number;
  readonly key: Key;
  /** Default: one of this index. */
  readonly clock?: Clock;
  /** Default: {@link crossEntropyOf} the model. */
  readonly loss?: Loss;
  /** Dropout key of every pass that names none; `null` for evaluation. Default: a child of `key`. */
  readonly dropout?: Key | null;
  readonly onPass?: (pass: Pass) => void;
  /** What other processes have of the batch. Default: it is whole. */
  readonly pieces?: Pieces | undefined;
  /** Whether the batch only stands in for none. Default false. */
  readonly idle?: boolean;
}

/** A step at the model's own parameters. Call it, and use what it returns, inside one `tf.tidy`. */
export function liveStep({ model, batch, index, key, ...options }: StepOptions): LiveStep {
  const {
    place = 0,
    places = 1,
    clock = clockAt(index),
    loss = crossEntropyOf(model),
    onPass = () => undefined,
    pieces,
    idle = false,
  } = options;
  const { dropout = fold(key, 'dropout') } = options;
  const x = model.embed(model.params, batch.inputs);
  const here = { params: model.params, words: tf.clone(x) };
  const frame: Frame = { model, batch, idle, index, place, places, key, clock, loss, onPass, pieces, here, taped: [] };
  return new LiveStep(frame, x, { dropout });
}

/**
 * A step that is not trained on: what an attack needs to be run in evaluation, without dropout and without a Trainer.
 * Call it, and use what it returns, inside one `tf.tidy`.
 *
 * @param model what is looked at; its parameters do not move.
 * @param batch its inputs and labels.
 * @param options `key`, the stream that random starts are drawn from, and `loss`, by default the mean cross-entropy.
 */
export function probe(model: Model, batch: Batch, { key, loss }: { readonly key: Key; readonly loss?: Loss }): Step {
  return liveStep({ model, batch, index: 0, key, dropout: null, ...(loss && { loss }) });
}
