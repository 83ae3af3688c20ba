import * as tf from '@tensorflow/tfjs-core';
import { GradientSum } from './gradient-sum.ts';
import type { Params } from './model.ts';

/** An optimizer step in the making: what its minibatches have given so far. Outlives `tf.tidy`. */
export class PendingStep {
  readonly gradient = new GradientSum();
  readonly losses: tf.Scalar[] = [];
  /** Minibatches seen. */
  minibatches = 0;
  /** The weights of those minibatches, added up. */
  total = 0;
  /** The weight of the current minibatch. */
  weight = 1;

  /** Starts a minibatch that counts `weight`. */
  begin(weight: number): void {
    this.minibatches++;
    this.total += weight;
    this.weight = weight;
  }

  /** Adds a round: its loss and, weighted already, its parameter gradient. Takes ownership of both. */
  add(loss: tf.Scalar, gradient: Params): void {
    this.losses.push(tf.keep(loss));
    this.gradient.add(gradient);
  }

  /** Runs `work`, and frees the step if it fails. */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Frees what the step holds. */
  dispose(): void {
    this.gradient.dispose();
    tf.dispose(this.losses);
  }
}
