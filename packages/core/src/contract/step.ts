import type { Key } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import type { Batch, Model, Params } from './model.ts';
import type { Schedule } from './schedule.ts';

/**
 * A scalar to be maximised over the perturbation and minimised over the parameters.
 *
 * @param delta δ, in the shape of x.
 */
export type Objective = (delta: tf.Tensor) => tf.Scalar;

/** One forward and one backward pass whose parameter gradient counts. */
export interface Round {
  /** The point of differentiation: a perturbation with the shape of `step.x`, a nudge of a hidden layer, or what `objective` makes one of. */
  readonly delta: tf.Tensor;
  /** Defaults to `step.objective`, the loss at `x + delta`. */
  readonly objective?: Objective;
  /** What the round's parameter gradient counts in the step's sum: FreeLB's 1/K. The ∂/∂δ it returns is unweighted. Default 1. */
  readonly weight?: number;
  /**
   * Other parameters that the round is taken at, by name; those not named are the model's. The objective and the plugins'
   * penalties are evaluated at them, and ∂objective/∂θ there is added to the step's gradient under the same names.
   */
  readonly params?: Params;
}

/** The rounds of a method: each `yield` evaluates to ∂objective/∂δ, in the shape of the δ that was yielded. */
export type Rounds = Generator<Round, void, tf.Tensor>;

/** How to evaluate the model other than as the step's own forward pass. */
export interface Where {
  /** Other parameters, such as a teacher's, by name; those not named are the model's. Default: the step's. */
  readonly params?: Params;
  /** Another dropout key; `null` for none, as in evaluation. Default: the step's, the same in all its rounds. */
  readonly key?: Key | null;
  /** Added to the stem's output: its gradient is the costate of that layer. */
  readonly nudge?: tf.Tensor;
  /** How many blocks the stem spans, in 0 … model.blocks. Default 1. */
  readonly depth?: number;
}

/** What a view of a step sees otherwise. */
export type View = Pick<Where, 'params' | 'key'>;

/** What an attack sees: enough to perturb a batch, in training and in evaluation alike. */
export interface Site {
  /** Optimizer steps taken so far; schedules are functions of it. */
  readonly index: number;
  /** The root of this step's randomness. */
  readonly key: Key;
  /** The clean point, a constant: embeddings [B, T, D] or pixels [B, H, W, C]. */
  readonly x: tf.Tensor;
  /** 1 where x may be perturbed, broadcastable to it: [B, T, 1]. Absent when everywhere. */
  readonly mask?: tf.Tensor;
  /** The interval that x + δ must stay in. Absent when unbounded. */
  readonly domain?: readonly [low: number, high: number];
  /**
   * The schedule's value at this step, as a scalar. The one way to a number that varies from step to step.
   *
   * @param schedule a constant, or a function of the steps taken.
   */
  value(schedule: Schedule): tf.Scalar;
  /**
   * ∂objective/∂δ in the shape of δ, at δ. No parameter gradients are computed.
   *
   * @param delta where it is taken, in the shape of x.
   * @param objective what is differentiated. Default: the step's loss at x + δ.
   */
  gradient(delta: tf.Tensor, objective?: Objective): tf.Tensor;
}

/**
 * A plugin's view of one batch of one optimizer step. What it computes is differentiable inside an {@link Objective}
 * and constant outside one, so a target that must carry no gradient is computed before the `yield`.
 */
export interface Step extends Site {
  /** Which batch of its optimizer step this is, from 0. */
  readonly place: number;
  /** Batches of an optimizer step: the Trainer's `accumulate`. */
  readonly places: number;
  /** The examples; where several processes train together, those of this one. */
  readonly batch: Batch;
  /**
   * Whether the examples only stand in, and count nothing: where several processes train together, one may have none of a short batch.
   * What is kept by place in the batch is left as it is then.
   */
  readonly idle: boolean;
  readonly model: Model;
  /**
   * Which rows of logits count, [R]: 1, and 0 for tokens without a label. What is averaged over rows, as a divergence, takes it. Absent
   * where all of them do.
   */
  readonly counted?: tf.Tensor1D;
  /** The parameters that its passes go through: the model's; within a round at others, those; of a view with its own, its own. */
  readonly params: Params;
  /**
   * Logits [R, C] at `x + delta`, or at `x`: a row an example, unless the model's `rows` says otherwise.
   *
   * @param delta δ, in the shape of x.
   * @param where other parameters, another dropout key, a nudge or another depth. Default: the step's own.
   */
  logits(delta?: tf.Tensor, where?: Where): tf.Tensor2D;
  /**
   * The stem's output at `x + delta`, or at `x`.
   *
   * @param delta δ, in the shape of x.
   * @param where other parameters, another dropout key, a nudge or another depth. Default: the step's own.
   */
  stem(delta?: tf.Tensor, where?: Where): tf.Tensor;
  /**
   * The run's loss of logits [R, C] against the batch's labels, averaged over the rows that count.
   *
   * @param logits as {@link Step.logits} gives them.
   */
  loss(logits: tf.Tensor2D): tf.Scalar;
  /** The objective of a round that names none: the loss at `x + delta`. */
  readonly objective: Objective;
  /**
   * ∂objective/∂θ by name at δ (default: at x), with what goes through the embedding; a name that the objective does not
   * reach is absent. It counts neither in the step's gradient nor in its losses, and has no penalties of plugins in it. Costs
   * what a round costs.
   *
   * @param delta δ, in the shape of x.
   * @param objective what is differentiated. Default: the step's loss at x + δ.
   */
  parameterGradient(delta?: tf.Tensor, objective?: Objective): Params;
  /**
   * The sum over the processes that train together, of what each has made of its own examples; the tensor itself where there is one
   * process. For what is computed across examples and is no mean, as counts of tokens. No gradient goes through it.
   *
   * @param x of one shape in all processes; an {@link idle} one must give zeros.
   */
  total<T extends tf.Tensor>(x: T): T;
  /**
   * The same step seen through other parameters or dropout masks. A view with parameters keeps them, whatever a round is
   * taken at, and has an `x` of its own; its `gradient` and `parameterGradient` evaluate their objective at them, as a round
   * there would. A view without follows the round, as the step itself does.
   *
   * @param view the parameters, the dropout key, or both; what it leaves out is as in this step.
   */
  with(view: View): Step;
}
