import type { Neighbours } from '@advtrain/attacks';
import type { Model, Params, Substitutes, TaskKind } from '@advtrain/core';
import type { Encoded, Examples, ScoreName } from '@advtrain/datasets';
import type { ExampleSet } from '@advtrain/evaluate';
import type { TaskInfo } from '../results/results.ts';
import type { TaskSettings } from '../settings.ts';
import type { TrainingSet } from './training-set.ts';

/** A model that a run frees. */
export type RunModel = Model & {
  /** Frees the parameters. */
  dispose(): void;
};

/** The texts of the set of which examples are attacked, for attacks on characters and words. */
export interface TaskTexts {
  /** In the order of the set. */
  readonly examples: Examples;
  /**
   * Token ids of texts, cut to what the model reads.
   *
   * @param examples texts or pairs.
   */
  encode(examples: Examples): readonly Encoded[] | Promise<readonly Encoded[]>;
  /** The id that padding has. */
  readonly padId: number;
  /** Tokens at most. Default: no limit. */
  readonly maxLength?: number | undefined;
}

/** Data and a model, read and ready: what every run of a comparison shares. */
export interface Task {
  readonly info: TaskInfo;
  readonly kind: TaskKind;
  /** What it is measured by; the first chooses the best evaluation. */
  readonly metrics: readonly [ScoreName, ...ScoreName[]];
  readonly train: TrainingSet;
  /**
   * The text of a training example, for people. Absent where there is none, or it is not in memory.
   *
   * @param row its index in the data.
   */
  example?(row: number): string | undefined;
  /** By the ids of `info.sets`. */
  readonly sets: Readonly<Record<string, ExampleSet>>;
  /** Test sets whose labels are not public, by their splits, if they were asked for. */
  readonly unlabelled: Readonly<Record<string, ExampleSet>>;
  /** The set of which examples are attacked; none in a regression, nor where answers are choices. */
  readonly attacked?: string;
  /** That set as texts. Absent where it is not of texts, or they are in no class. */
  readonly texts?: TaskTexts;
  /**
   * A fresh model whose random parts follow from the seed.
   *
   * @param seed a whole number.
   */
  model(seed: number): Promise<RunModel>;
  /**
   * What may stand in the place of its tokens, by the neighbours of words. Absent where there is no tokenizer.
   *
   * @param neighbours the candidates of each word.
   */
  substitutes?(neighbours: Neighbours): Substitutes;
  /**
   * Saves a trained model as a folder: an encoder in Hugging Face's layout.
   *
   * @param folder where it is to stand; made where it is missing.
   * @param params all parameters by name; they stay the caller's.
   */
  save(folder: string, params: Params): Promise<void>;
  /** A hash of the data and the starting weights. */
  readonly fingerprint: string;
  /** What it was asked to be, for the record. Default: nothing. */
  readonly settings?: TaskSettings;
}
