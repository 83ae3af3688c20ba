import { Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../contract/model.ts';

/** A running sum of gradients that never holds more than one copy of the parameters, and outlives `tf.tidy`. */
export class GradientSum {
  readonly #slots = new Map<string, Slot>();

  /** The sum so far. A name that no gradient reached is absent. */
  get value(): Params {
    return Object.fromEntries(
      [...this.#slots].flatMap(([name, slot]) => {
        const sum = slot.value;
        return sum ? [[name, sum]] : [];
      }),
    );
  }

  /** Adds a gradient and takes ownership of its tensors. A name it lacks counts as zero. */
  add(gradient: Params): void {
    for (const [name, term] of Object.entries(gradient)) {
      const slot = this.#slots.get(name) ?? new Slot();
      this.#slots.set(name, slot);
      const sum = slot.value;
      slot.set(sum ? tf.add(sum, term) : term);
      if (sum) term.dispose();
    }
  }

  /** Multiplies the sum by a number. */
  scale(factor: number): void {
    if (factor === 1) return;
    for (const slot of this.#slots.values()) if (slot.value) slot.set(tf.mul(slot.value, factor));
  }

  /** Frees the sum. */
  dispose(): void {
    for (const slot of this.#slots.values()) slot.dispose();
  }
}
