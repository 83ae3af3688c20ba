import * as tf from '@tensorflow/tfjs-core';
import type { Pieces } from '../cluster/pieces.ts';
import type { Clock } from '../contract/clock.ts';
import type { Model } from '../contract/model.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { GradientSum } from './gradient-sum.ts';

/** An optimizer step in the making: what its batches have given so far. Outlives `tf.tidy`. */
export class PendingStep {
  readonly gradient = new GradientSum();
  /** The losses of each batch's rounds. */
  losses: tf.Tensor1D[] = [];
  /** The weights of the batches seen, added up. */
  total = 0;
  /** The weight of the current batch. */
  weight = 1;
  /** Batches begun. */
  begun = 0;

  /** Starts a batch that counts `weight`. */
  begin(weight: number): void {
    this.begun++;
    this.total += weight;
    this.weight = weight;
  }

  /** Moves the parameters along the gradient, averaged over the weights; `pieces` where those of other processes are to be added. */
  update(model: Model, optimizer: Optimizer, clock: Clock, pieces?: Pieces): void {
    this.gradient.scale(1 / this.total);
    const own = this.gradient.value;
    optimizer.apply(model.params, pieces?.sum(own) ?? own, clock);
    this.gradient.dispose();
  }

  /** Frees what the step holds, and makes room for the next. */
  clear(): void {
    this.gradient.dispose();
    tf.dispose(this.losses);
    this.losses = [];
    this.total = 0;
    this.begun = 0;
  }
}
