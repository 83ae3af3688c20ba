import * as tf from '@tensorflow/tfjs-core';
import type { GradientSum } from './gradient-sum.ts';
import type { Plugin } from '../contract/plugin.ts';
import type { Derivatives, LiveStep } from './live-step.ts';

/**
 * The gradient of a minibatch's rounds, added to its optimizer step's. Rounds add up ∂/∂x, which is as small as a batch; the
 * gradient of the whole table of embeddings is linear in it, and made once. Outlives `tf.tidy`.
 */
export class RoundSum {
  readonly #step: LiveStep;
  readonly #plugins: readonly Plugin[];
  readonly #sum: GradientSum;
  #embedded: tf.Tensor | undefined;

  /** `sum`: the optimizer step's gradient. */
  constructor(step: LiveStep, plugins: readonly Plugin[], sum: GradientSum) {
    this.#step = step;
    this.#plugins = plugins.filter(({ accumulate }) => accumulate);
    this.#sum = sum;
  }

  /** Adds a round. Plugins that change gradients are given whole ones. */
  add(found: Derivatives): void {
    if (this.#plugins.length > 0) {
      const whole = this.#step.whole(found);
      this.#sum.add(this.#plugins.reduce((gradient, { accumulate }) => accumulate!(gradient, this.#step), whole));
      return;
    }
    this.#sum.add(found.gradient);
    const [before, term] = [this.#embedded, found.embedded];
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
