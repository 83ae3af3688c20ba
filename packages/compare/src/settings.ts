import type { Compile } from '@advtrain/core';
import type { Precision, Wire } from '@advtrain/engine';
import type { AttackSettings, OptimizerSettings } from '@advtrain/evaluate';
import type { FailurePolicy } from './guards/warning.ts';
import type { Grid } from './grid/grid.ts';
import type { MethodOptions } from './methods/configured.ts';
import type { RunMeasure } from './rises/measure.ts';
import type { WordAttackSettings } from './words/settings.ts';

/** How every method of a comparison is trained. */
export interface TrainingSettings extends OptimizerSettings {
  /** Passes over the training examples; cost-matched natural makes more, FreeAT fewer with more steps in each. */
  readonly epochs: number;
  /**
   * Optimizer steps in all: `epochs` then says only how many evaluations there are. Default: as many as the epochs have
   * batches, over `accumulate`.
   */
  readonly steps?: number;
  /** Examples a batch. */
  readonly batchSize: number;
  /** Batches a step: their gradients are averaged, and clipping and the update come once. Default 1. */
  readonly accumulate?: number;
  /** What that average is over: batches alike (Hugging Face) or examples (fairseq). Default `batch`. */
  readonly average?: 'batch' | 'example';
  /**
   * The share of the optimizer steps, in [0, 1), that are natural ones before a method begins. What does not attack, natural
   * training or another loss, is as it is. Default 0.
   */
  readonly attackFrom?: number;
  /** The share of the steps after that in which ε, α and s rise linearly to their values; both together at most 1. Default 0. */
  readonly attackRise?: number;
  /**
   * The decay, in [0, 1), of a moving average of the parameters, which is evaluated, attacked and kept in place of them; in the first
   * steps it is smaller. Default: no average.
   */
  readonly ema?: number;
  /** Whether steps run as one TensorFlow function each. Default `auto`: where the engine can. */
  readonly compile?: Compile;
  /** What matrix products of training compute in, on native TensorFlow. Default `fp32`. */
  readonly precision?: Precision;
  /** What gradients are rounded to on their way between processes that train together. Default `fp32`. */
  readonly wire?: Wire;
  /**
   * What is done when training is seen to fail: say it and go on, end the run, or begin it anew with the method's radius, step
   * size and start halved (without them, the learning rate), up to three times. Default `warn`.
   */
  readonly onFailure?: FailurePolicy;
}

/** What data and which model a {@link Task} was asked to have: what its loader read. Results state it as it is. */
export interface TaskSettings {
  /** The data by their name, or the path of a file. */
  readonly data?: string;
  /** The model by its name, or the path of a folder. */
  readonly model?: string;
  /** Training examples at most. */
  readonly trainSize?: number;
  /** Development examples at most. */
  readonly developmentSize?: number;
  /** Examples of each further set at most. */
  readonly testSize?: number;
  /** Tokens a sentence at most. */
  readonly maxLength?: number;
  /** Tokens that neighbouring windows of a passage have in common. Default: a third of `maxLength`. */
  readonly docStride?: number;
  /** Tokens of an answer in a passage at most. Default 30. */
  readonly maxAnswerLength?: number;
  /** Rate of the dropout behind embeddings and layers, in [0, 1). Default: the model's own. */
  readonly dropout?: number;
  /** Rate of the dropout of attention probabilities, in [0, 1). Default: the model's own. */
  readonly attentionDropout?: number;
  /**
   * Whether blocks of an encoder are computed again for their gradients, which takes less memory, more time, and changes no
   * number. Default false.
   */
  readonly gradientCheckpointing?: boolean;
  /** What of an encoder does not train: `embeddings`, `blocks=6` (these and the first six blocks) or `all-but-head`. Default: nothing. */
  readonly freeze?: string;
  /** Adapters that train in place of an encoder, `r=8,alpha=16,dropout=0.05,target=query+value`. Default: none. */
  readonly lora?: string;
}

/** Everything that determines the numbers of a comparison, beside the methods' code and the data themselves. */
export interface Settings extends TrainingSettings, TaskSettings {
  /** The preset that the other values started from, where there was one. */
  readonly preset?: string;
  /** The methods by their names, in the order of the table. */
  readonly methods: readonly string[];
  /** One run a method for each; integers from 0. */
  readonly seeds: readonly number[];
  /** The options of each method, all of them. */
  readonly options: Readonly<Record<string, MethodOptions>>;
  /** What every method may spend on training: `units=…`, `seconds=…`, `steps=…` or `x…`. Default: what the epochs have. */
  readonly budget?: string;
  /** Values of options among which each method's are searched, by the methods' names. Default: no search. */
  readonly grid?: Grid;
  /** Absent where nothing is attacked. */
  readonly attack?: AttackSettings;
  /** A measure that every run's model is held to beside accuracies, against natural training. Absent where none was asked for. */
  readonly measure?: RunMeasure;
  /** Absent where no characters and words are attacked. */
  readonly wordAttack?: WordAttackSettings;
}
