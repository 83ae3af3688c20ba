import * as tf from '@tensorflow/tfjs-core';
import type { Params } from './model.ts';

/** A running sum of gradients that never holds more than one copy of the parameters, and outlives `tf.tidy`. */
export class GradientSum {
  readonly #sums: Record<string, tf.Tensor> = {};

  /** The sum so far. A name that no gradient reached is absent. */
  get value(): Params {
    return this.#sums;
  }

  /** Adds a gradient and takes ownership of its tensors. A name it lacks counts as zero. */
  add(gradient: Params): void {
    for (const [name, term] of Object.entries(gradient)) {
      const sum = this.#sums[name];
      this.#sums[name] = tf.keep(sum ? tf.add(sum, term) : term);
      if (sum) tf.dispose([sum, term]);
    }
  }

  /** Multiplies the sum by a number. */
  scale(factor: number): void {
    if (factor === 1) return;
    for (const [name, sum] of Object.entries(this.#sums)) {
      this.#sums[name] = tf.keep(tf.mul(sum, factor));
      sum.dispose();
    }
  }

  /** Frees the sum. */
  dispose(): void {
    tf.dispose(this.#sums);
  }
}
