import type { Compile, Loss, MethodEntry, Plugin, TensorFile } from '@advtrain/core';
import type { Examples, LabelKind, MetricName } from '@advtrain/datasets';
import type { Precision } from '@advtrain/engine';
import type { ExampleSet } from '../example-set.ts';
import type { Scores } from '../scores.ts';
import type { OptimizerSettings } from './optimizer.ts';

/** How {@link fit} trains. */
export interface FitOptions<
  Data extends Examples | ExampleSet = Examples | ExampleSet,
> extends Partial<OptimizerSettings> {
  /**
   * The method as its factory makes it, with observers beside it if you like: `[freelb({ ball }), runRecord(write)]`. Or a method's entry,
   * whose options may be shares of the data's own lengths: `variant(freelbEntry, { name: 'mine', options: { radius: '5%' } })`. What the
   * plugins keep is freed at the end, so another `fit` is given others. Default: natural training.
   */
  readonly method?: Plugin | readonly Plugin[] | MethodEntry;
  /** Passes over the examples, each followed by an evaluation. Default 3. */
  readonly epochs?: number;
  /** Optimizer steps in all; `epochs` then says only how many evaluations there are. Default: what the epochs have. */
  readonly steps?: number;
  /** Examples a batch. Default 32. */
  readonly batchSize?: number;
  /** The highest learning rate. Default 3e-5, which suits pretrained encoders; models from scratch want more. */
  readonly learningRate?: number;
  /** The share of the steps in which the learning rate rises, before it falls linearly to 0. Default 0.1. */
  readonly warmup?: number;
  /** AdamW's. Default 0.01. */
  readonly weightDecay?: number;
  /** The norm above which gradients are scaled down; 0 for no clipping. Default 1. */
  readonly clipNorm?: number;
  /** What order, dropout and perturbations follow from: a whole number. Default 1. */
  readonly seed?: number;
  /**
   * What is measured on after each epoch, and what the best epoch is chosen by: other examples, or the share of those given that is
   * held out for it. 0 trains on all of them, measures nothing, and keeps the last parameters. Default 0.2.
   */
  readonly development?: Data | number;
  /** What it is measured by; the first chooses the best epoch. Default: accuracy; of values Pearson's and Spearman's correlations. */
  readonly metrics?: readonly [MetricName, ...MetricName[]];
  /** After how many epochs without a better one it ends. Default: never. */
  readonly patience?: number;
  /** What the labels of an {@link ExampleSet} are. Of examples it is known. Default `classification`. */
  readonly kind?: LabelKind;
  /** Default: mean cross-entropy; of values the mean squared error. */
  readonly loss?: Loss;
  /** Batches a step, as the Trainer's. Default 1. */
  readonly accumulate?: number;
  /** What the average over them is of, as the Trainer's. Default `batch`. */
  readonly average?: 'batch' | 'example';
  /** Whether steps run as one TensorFlow function each, as the Trainer's. Default `auto`. */
  readonly compile?: Compile;
  /** What matrix products compute in, as the Trainer's. Default `fp32`. */
  readonly precision?: Precision;
  /**
   * Called after every step.
   *
   * @param step its number, and its loss.
   */
  readonly onStep?: (step: FitStep) => void;
  /**
   * Called after every epoch, and awaited.
   *
   * @param epoch its number, and what was measured after it.
   * @param state gives what `from` goes on with.
   */
  readonly onEpoch?: (epoch: FitEpoch, state: () => TensorFile) => void | Promise<void>;
  /** Ends training after the step that is under way, with a {@link FitStopped}. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Goes on from there, bit for bit as if nothing had happened: what `onEpoch` or a {@link FitStopped} gave, or `readSafetensors` of it.
   * Data, method and options must be the same, and are compared as far as they show. Default: begins anew, from the parameters that the model has.
   */
  readonly from?: TensorFile | undefined;
}

/** A step of {@link fit}. */
export interface FitStep {
  /** Steps taken, this one included. */
  readonly step: number;
  /** Steps in all. */
  readonly steps: number;
  /** The mean of the loss over the step's rounds. */
  readonly loss: number;
  /** What all steps so far cost, in units. */
  readonly units: number;
}

/** An epoch of {@link fit}, and how good the model is after it. */
export interface FitEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Steps taken. */
  readonly step: number;
  /** The mean loss of its steps. */
  readonly loss: number;
  /** On the examples held out; empty without them. */
  readonly scores: Scores;
  /** Whether none before was better. */
  readonly isBest: boolean;
}

/** What {@link fit} did. */
export interface Fitted {
  /** All epochs, in order. */
  readonly epochs: readonly FitEpoch[];
  /** The one whose parameters the model has: the best; without examples held out, the last. */
  readonly best: FitEpoch;
  /** Optimizer steps taken. */
  readonly steps: number;
  /** What they cost, in units. */
  readonly units: number;
}
