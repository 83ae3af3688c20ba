import type { Key } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import type { Batch, Model, Params } from './model.ts';
import type { Schedule } from './schedule.ts';

/** A scalar to be maximised over the perturbation and minimised over the parameters. */
export type Objective = (delta: tf.Tensor) => tf.Scalar;

/** One forward and one backward pass whose parameter gradient counts. */
export interface Round {
  /** The point of differentiation: a perturbation with the shape of `step.x`, or a nudge of a hidden layer. */
  readonly delta: tf.Tensor;
  /** Defaults to `step.objective`, the loss at `x + delta`. */
  readonly objective?: Objective;
  /** What the round's parameter gradient counts in the step's sum: FreeLB's 1/K. The ∂/∂δ it returns is unweighted. Default 1. */
  readonly weight?: number;
}

/** How to evaluate the model other than as the step's own forward pass. */
export interface Where {
  /** Other parameters, such as a teacher's. Default: the model's. */
  readonly params?: Params;
  /** Another dropout key; `null` for none, as in evaluation. Default: the step's, the same in all its rounds. */
  readonly key?: Key | null;
  /** Added to the stem's output: its gradient is the costate of that layer. */
  readonly nudge?: tf.Tensor;
  /** How many blocks the stem spans, in 0 … model.blocks. Default 1. */
  readonly depth?: number;
}

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
  /** The schedule's value at this step, as a scalar. The one way to a number that varies from step to step. */
  value(schedule: Schedule): tf.Scalar;
  /** ∂objective/∂δ in the shape of δ, at δ. No parameter gradients are computed. */
  gradient(delta: tf.Tensor, objective?: Objective): tf.Tensor;
}

/**
 * A plugin's view of one minibatch of one optimizer step. What it computes is differentiable inside an
 * {@link Objective} and constant outside one, so a target that must carry no gradient is computed before the `yield`.
 */
export interface Step extends Site {
  /** Which minibatch of its optimizer step this is, from 0. */
  readonly minibatch: number;
  /** Minibatches of an optimizer step: the Trainer's `accumulate`. */
  readonly minibatches: number;
  readonly batch: Batch;
  readonly model: Model;
  /** Logits [B, C] at `x + delta`, or at `x`. */
  logits(delta?: tf.Tensor, where?: Where): tf.Tensor2D;
  /** The stem's output at `x + delta`, or at `x`. */
  stem(delta?: tf.Tensor, where?: Where): tf.Tensor;
  /** The run's loss of logits [B, C] against the batch's labels, averaged over the batch. */
  loss(logits: tf.Tensor2D): tf.Scalar;
  /** The objective of a round that names none: the loss at `x + delta`. */
  readonly objective: Objective;
}

/** What an optimizer step did. */
export interface StepResult {
  readonly index: number;
  /** Rounds taken, over all minibatches of the step. */
  readonly rounds: number;
  /**
   * The objective's value in each round. Reading waits for the step to finish computing, so read once a step at most;
   * what was not read before the next step begins can no longer be read.
   */
  losses(): readonly number[];
}

/** One evaluation of the model or its stem: the unit in which methods are compared. */
export interface Pass {
  /** `inputs` is a backward pass to the perturbation alone, `weights` what the parameter gradients cost on top. */
  readonly kind: 'forward' | 'inputs' | 'weights';
  /** The share of the whole model that it went through, in [0, 1]. */
  readonly share: number;
}

/** Named tensors that a plugin needs for an exact resume. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * A training method, or an observer of one. Every hook is optional and synchronous, and is listed here in the order in
 * which it runs; `docs/hooks.md` has a table.
 */
export interface Plugin {
  /** Appears in errors and in the record of the run. */
  readonly name: string;
  /** Chained. Rewrites the stream of minibatches: FreeAT repeats each one. */
  readonly batches?: (source: Iterable<Batch>) => Iterable<Batch>;
  /** In order, before anything else of a minibatch. */
  readonly beforeStep?: (step: Step) => void;
  /**
   * Exclusive: the method. Yields the rounds of a minibatch; each `yield` adds ∂objective/∂θ to the step's gradient and
   * evaluates to ∂objective/∂δ, in the shape of the δ that was yielded.
   */
  readonly perturb?: (step: Step) => Generator<Round, void, tf.Tensor>;
  /** Summed. A scalar added to the objective of every round. */
  readonly penalty?: (step: Step) => tf.Scalar;
  /** Chained, once a round. Rewrites a round's parameter gradient, already weighted, before it is added. */
  readonly accumulate?: (gradient: Params, step: Step) => Params;
  /** In order, after the optimizer has moved the parameters. */
  readonly afterStep?: (result: StepResult) => void;
  /** In order. Told of every pass as it happens. */
  readonly onPass?: (pass: Pass) => void;
  /**
   * What a step's operations depend on beside the shapes of its batch: steps that are recorded are told apart by it. For
   * a method that does other things at some steps, such as FreeAT, which starts anew at every m-th. Default: nothing.
   */
  readonly phase?: (index: number) => string;
  /** The units that one step of one minibatch costs by the method's own account; the ledger checks it. */
  readonly units?: (model: Model) => number;
  /** How often `batches` repeats a minibatch. Default 1. Budgets divide epochs by it. */
  readonly replays?: number;
  /** What an exact resume needs beyond the parameters: FreeAT's δ. `load` takes ownership of the tensors. */
  readonly state?: {
    /** What is to be kept; the tensors stay the plugin's. */
    save(): Tensors;
    /** Goes on from what was saved. */
    load(tensors: Tensors): void;
  };
  /** In reverse order. Frees what the plugin kept across steps. */
  readonly dispose?: () => void;
}
