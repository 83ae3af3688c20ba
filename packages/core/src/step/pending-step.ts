import * as tf from '@tensorflow/tfjs-core';
import { GradientSum } from './gradient-sum.ts';

/** An optimizer step in the making: what its minibatches have given so far. Outlives `tf.tidy`. */
export class PendingStep {
  readonly gradient = new GradientSum();
  /** The losses of each minibatch's rounds. */
  losses: tf.Tensor1D[] = [];
  /** The weights of the minibatches seen, added up. */
  total = 0;
  /** The weight of the current minibatch. */
  weight = 1;
  /** Minibatches begun. */
  begun = 0;

  /** Starts a minibatch that counts `weight`. */
  begin(weight: number): void {
    this.begun++;
    this.total += weight;
    this.weight = weight;
  }

  /** Frees what the step holds, and makes room for the next. */
  clear(): void {
    this.gradient.dispose();
    tf.dispose(this.losses);
    this.losses = [];
    [this.total, this.begun] = [0, 0];
  }
}
