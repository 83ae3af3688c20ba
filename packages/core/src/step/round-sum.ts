import * as tf from '@tensorflow/tfjs-core';
import type { GradientSum } from './gradient-sum.ts';
import type { PluginDriver } from '../hooks/driver.ts';
import type { Derivatives, LiveStep } from './live-step.ts';

/**
 * The gradient of a batch's rounds, added to its optimizer step's. Rounds add up ∂/∂x, which is as small as a batch; the
 * gradient of the whole table of embeddings is linear in it, and made once. Outlives `tf.tidy`.
 */
export class RoundSum {
  readonly #step: LiveStep;
  readonly #driver: PluginDriver;
  readonly #sum: GradientSum;
  #embedded: tf.Tensor | undefined;

  /** `sum`: the optimizer step's gradient. */
  constructor(step: LiveStep, driver: PluginDriver, sum: GradientSum) {
    this.#step = step;
    this.#driver = driver;
    this.#sum = sum;
  }

  /** Adds a round. Plugins that change gradients are given whole ones, of all processes. */
  add(found: Derivatives): void {
    if (this.#driver.has('accumulate')) {
      this.#sum.add(this.#driver.chain('accumulate', this.#step.summed(this.#step.whole(found)), this.#step));
      return;
    }
    this.#sum.add(found.gradient);
    const before = this.#embedded;
    const term = found.embedded;
    if (!term) return;
    this.#embedded = tf.keep(before ? tf.add(before, term) : term);
    before?.dispose();
  }

  /** Adds what goes through the embedding, when all rounds are there. */
  finish(): void {
    const embedded = this.#embedded;
    if (embedded) tf.tidy(() => this.#sum.add(this.#step.whole({ gradient: {}, embedded })));
  }

  /** Frees what it holds. */
  dispose(): void {
    this.#embedded?.dispose();
  }
}
