import type * as tf from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';
import type { Batch, Model, Params } from './model.ts';
import type { Schedule } from './schedule.ts';
import type { Rounds, Step } from './step.ts';

/** What an optimizer step did. */
export interface StepResult {
  readonly index: number;
  /** Rounds taken, over all batches of the step. */
  readonly rounds: number;
  /** What it costs by the plugins' own account, in units; NaN where the method states none. */
  readonly units: number;
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
  /**
   * Chained, once a run. Rewrites the loss: label smoothing, a temperature, flooding. It holds for `step.loss` and the
   * step's objective alike.
   *
   * @param loss the run's loss, as the plugins before have made it.
   */
  readonly loss?: (loss: Loss) => Loss;
  /**
   * Chained. Rewrites the stream of batches: FreeAT repeats each one.
   *
   * @param source the batches, as the plugins before have made them.
   */
  readonly batches?: (source: Iterable<Batch>) => Iterable<Batch>;
  /**
   * In order, before anything else of a batch.
   *
   * @param step the batch's step, at the parameters before any round.
   */
  readonly beforeStep?: (step: Step) => void;
  /**
   * Exclusive: the method. Yields the rounds of a batch; each `yield` adds ∂objective/∂θ to the step's gradient and
   * evaluates to ∂objective/∂δ, in the shape of the δ that was yielded.
   *
   * @param step the batch's step; its tensors live until the method ends.
   */
  readonly perturb?: (step: Step) => Rounds;
  /**
   * Summed. A scalar added to the objective of every round.
   *
   * @param step the step as the round sees it.
   */
  readonly penalty?: (step: Step) => tf.Scalar;
  /**
   * Chained, once a round. Rewrites a round's parameter gradient, already weighted, before it is added. What it leaves out adds
   * nothing; where it leaves all out it is refused.
   *
   * @param gradient ∂/∂θ by name; a parameter that does not move is absent.
   * @param step the batch's step.
   */
  readonly accumulate?: (gradient: Params, step: Step) => Params;
  /**
   * In order, after the optimizer has moved the parameters.
   *
   * @param result the step's number, with its rounds, units and losses.
   */
  readonly afterStep?: (result: StepResult) => void;
  /**
   * In order. Told of every pass as it happens.
   *
   * @param pass its kind, and the share of the model that it went through.
   */
  readonly onPass?: (pass: Pass) => void;
  /**
   * What a step's operations depend on beside the shapes of its batch: steps that are recorded are told apart by it. For
   * a method that does other things at some steps, such as FreeAT, which starts anew at every m-th. Default: nothing.
   *
   * @param index the optimizer steps taken before this one.
   */
  readonly phase?: (index: number) => string;
  /**
   * Summed. The units that the plugin itself adds to what a batch of the step `index` costs, of which a method takes so many
   * `rounds`: a method states its own, a penalty what it adds to each round. The ledger checks the sum.
   *
   * @param model what is trained: it says what a pass costs.
   * @param rounds how many rounds the method takes of the batch.
   * @param index the optimizer steps taken before this one.
   */
  readonly units?: (model: Model, rounds: number, index: number) => number;
  /** Exclusive: how many rounds `perturb` takes of a batch, for those that add to the cost of each. Default 1. */
  readonly rounds?: Schedule;
  /** Exclusive: how often `batches` repeats a batch. Default 1. Budgets divide epochs by it. */
  readonly replays?: number;
  /** What an exact resume needs beyond the parameters: FreeAT's δ. `load` takes ownership of the tensors. */
  readonly state?: {
    /** What is to be kept; the tensors stay the plugin's. */
    save(): Tensors;
    /**
     * Goes on from what was saved.
     *
     * @param tensors by the names that `save` gave them; they become the plugin's.
     */
    load(tensors: Tensors): void;
    /**
     * Whether the tensors have a row for each place in a batch, so that processes that train together keep each its own: a checkpoint
     * has them all. Default: they are the same in all processes.
     */
    readonly isByPlace?: boolean;
  };
  /** In reverse order. Frees what the plugin kept across steps. */
  readonly dispose?: () => void;
  /** Never there: functions have it, so that a factory which was not called is no plugin to the compiler. */
  readonly call?: never;
}
