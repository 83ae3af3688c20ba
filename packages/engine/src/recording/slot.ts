import * as tf from '@tensorflow/tfjs-core';
import { cellWatch, type Cell } from './cell.ts';

/**
 * Holds one tensor across steps: the only way a value may outlive the step's `tf.tidy`. A step that is recorded takes
 * what it reads of it as an input, and gives what it leaves in it as an output.
 */
export class Slot<T extends tf.Tensor = tf.Tensor> {
  #value: T | undefined;
  readonly #cell: Cell = {
    peek: () => this.#value,
    poke: (value) => (this.#value = value as T | undefined),
    replace: (value) => {
      if (value) this.set(value as T);
      else this.dispose();
    },
  };

  /** The tensor held, or `undefined` before the first `set`. */
  get value(): T | undefined {
    cellWatch()?.reads(this.#cell);
    return this.#value;
  }

  /**
   * Keeps a tensor and frees the one held before.
   *
   * @param value becomes the slot's, which frees it in the end.
   */
  set(value: T): void {
    cellWatch()?.writes(this.#cell);
    if (value === this.#value) return;
    this.#free();
    this.#value = tf.keep(value);
  }

  /** Frees the tensor held. */
  dispose(): void {
    cellWatch()?.writes(this.#cell);
    this.#free();
    this.#value = undefined;
  }

  #free(): void {
    if (this.#value && !cellWatch()?.owns(this.#value)) this.#value.dispose();
  }
}
