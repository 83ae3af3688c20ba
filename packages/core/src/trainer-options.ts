import type { Precision, Wire } from '@advtrain/engine';
import type { Cluster } from './contract/cluster.ts';
import type { Loss } from './contract/loss.ts';
import type { Model } from './contract/model.ts';
import type { Plugin } from './contract/plugin.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { aFunction, aModel, aNumber, aText, needed, oneOf, thing, wholeFrom, type RulesOf } from './options/rules.ts';
import type { Compile } from './recording/execution.ts';

/** What a Trainer is made of. */
export interface TrainerOptions {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** The method and the observers; at most one plugin may define `perturb`. Default: natural training. */
  readonly plugins?: readonly Plugin[];
  /** Everything random follows from it: a whole number. */
  readonly seed: number;
  /** Default: mean cross-entropy, of tokens over those that have a label. */
  readonly loss?: Loss;
  /** Batches a step: their gradients are averaged, and clipping and the update come once. Default 1. */
  readonly accumulate?: number;
  /** What that average is over: batches alike (Hugging Face) or examples (fairseq). Default 'batch'. */
  readonly average?: 'batch' | 'example';
  /**
   * Whether steps run as one TensorFlow function each, which they do on our native engine by default (`auto`); on a GPU
   * compiled by XLA where that is measured to be faster, so that there two runs agree up to rounding only. Then
   * `beforeStep`, `perturb`, `penalty` and `accumulate` run in JavaScript only when a step is recorded: once for each shape of
   * batch, and once more to compare. Steps that cannot be recorded run operation by operation; {@link Trainer.execution} says why.
   */
  readonly compile?: Compile;
  /**
   * What matrix products compute in on native TensorFlow: float32, bfloat16 or, on a GPU, TensorFloat-32, while parameters,
   * sums, norms, softmax and the optimizer stay in float32. bfloat16 pays on processors and GPUs that have it. Default `fp32`.
   */
  readonly precision?: Precision;
  /**
   * The processes that train together. Every one of them is given the same whole batches and takes its rows of each; losses, parameters
   * and δ are those of one process up to rounding. Default: this one alone.
   */
  readonly cluster?: Cluster | undefined;
  /**
   * What gradients are rounded to on their way between processes: bfloat16 takes half the bytes, and the processes still have the same
   * bits, but no longer those of one. Default `fp32`.
   */
  readonly wire?: Wire;
}

/** What {@link TrainerOptions} must be. */
export const trainerRules: RulesOf<TrainerOptions> = {
  model: needed(aModel),
  optimizer: needed(thing('an optimizer such as adamw({ learningRate })', 'apply', 'state')),
  plugins: (value) => (Array.isArray(value) ? undefined : 'an array of plugins'),
  seed: needed(aNumber),
  loss: aFunction('logits and labels'),
  accumulate: wholeFrom(1),
  average: oneOf('batch', 'example'),
  compile: aText,
  precision: aText,
  wire: oneOf('fp32', 'bf16'),
  cluster: thing('what cluster() of @advtrain/distributed gives', 'sum', 'agreed'),
};
