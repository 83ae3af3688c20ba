import type { Site } from '@advtrain/core';
import type { Key } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import type { LogitObjective } from './objectives.ts';

/** What a step of an attack sees of a batch. */
export interface AttackSite extends Site {
  /** The right classes, [B] (int32). */
  readonly labels: tf.Tensor1D;
  /** Logits [B, C] at `x + delta`: one unit. */
  logits(delta: tf.Tensor): tf.Tensor2D;
  /** Logits, the objective of each example and which way it rises: two units. */
  climb(delta: tf.Tensor, objective: LogitObjective, targets?: tf.Tensor1D): Climb;
}

/** Where a perturbation has come to, and where it should go. */
export interface Climb {
  /** Logits [B, C] at `x + delta`. */
  readonly logits: tf.Tensor2D;
  /** The objective of each example, [B]. */
  readonly values: tf.Tensor1D;
  /** ∂ values / ∂δ, in the shape of δ. */
  readonly gradient: tf.Tensor;
}

/**
 * What an attack knows of the examples of a batch between two steps: tensors whose first axis is the example, in the shape of
 * x, or of one number or a few each.
 */
export type State = Readonly<Record<string, tf.Tensor>>;

/** What a step has come to. */
export interface Taken {
  /** The perturbations that were looked at last, or the best so far, in the shape of x. */
  readonly seen: tf.Tensor;
  /** Whether they break the model inside the ball, [B] (bool). What is found is not attacked further. */
  readonly found: tf.Tensor1D;
  /** A number of each example to be told of at its end, [B]. Default: none. */
  readonly value?: tf.Tensor1D;
  /** What the next step goes on from. */
  readonly state: State;
}

/** What the examples of a batch begin with. */
export interface Beginning {
  readonly site: AttackSite;
  readonly rows: readonly number[];
  /** The keys of the examples, each its own. */
  readonly keys: readonly Key[];
  /** The classes that are not the right one of each example, the likeliest first. */
  readonly others: readonly (readonly number[])[];
}

/**
 * An attack as its paper writes it, on a batch at once: what it begins with, and what a step does. Whoever drives it puts
 * batches together, leaves out what is broken, and records steps, so `step` reads no value back.
 */
export interface Algorithm {
  /** Steps that an example takes at most. */
  readonly steps: number;
  /** Units of this step. */
  units(index: number): number;
  /** Inputs that this step asks about. Default 1. */
  queries?(index: number): number;
  /** What tells steps apart that are not the same computation. Default: they are the same. */
  kind?(index: number): string;
  /** Numbers that differ from step to step. Default: none. */
  numbers?(index: number): readonly number[];
  /** How many numbers in [0, 1) each example draws at every step, a function of its key and the step. Default: none. */
  readonly draws?: number;
  /**
   * Sizes that `site.value` is asked for, as functions: recordings of the same steps at other sizes then serve this one too.
   * Default: none.
   */
  readonly sizes?: readonly Size[];
  /** Throws one sentence where it is not for x of that shape, [B, …]. Default: it is for all. */
  checkShape?(shape: readonly number[]): void;
  /** What each example begins with: a function of its own key, of its x and of its clean answer, and of nobody else. */
  start(beginning: Beginning): State;
  step(site: AttackSite, state: State, at: StepAt): Taken;
}

/** A size of a ball or of its moves, by the identity of the function. */
export type Size = () => number;

/** Which step it is. */
export interface StepAt {
  readonly kind: string;
  /** Those of `numbers`, as scalars. */
  readonly numbers: readonly tf.Scalar[];
  /** Those of `draws`, [B, draws]; absent where nothing is drawn. */
  readonly draws?: tf.Tensor2D;
}
