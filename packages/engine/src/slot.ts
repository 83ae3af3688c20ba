import * as tf from '@tensorflow/tfjs-core';

/** Holds one tensor across steps: the only way a value may outlive the step's `tf.tidy`. */
export class Slot<T extends tf.Tensor = tf.Tensor> {
  #value: T | undefined;

  /** The tensor held, or `undefined` before the first `set`. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Keeps a tensor and frees the one held before. */
  set(value: T): void {
    if (value === this.#value) return;
    this.#value?.dispose();
    this.#value = tf.keep(value);
  }

  /** Frees the tensor held. */
  dispose(): void {
    this.#value?.dispose();
    this.#value = undefined;
  }
}
