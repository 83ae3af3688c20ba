import type * as tf from '@tensorflow/tfjs-core';
import { canRecord, record, type Recording } from './recording.ts';

/** What {@link Recordings} are kept of. */
export interface RecordingsOptions {
  /** What computations read beside their inputs, and may assign to. */
  readonly variables: readonly tf.Variable[];
  /** How often a computation runs operation by operation before it is recorded, at least 0. Default 8. */
  readonly after?: number;
  /** Functions kept at most, those used last. Default 32. */
  readonly most?: number;
}

/**
 * Runs computations that come again, and those that come often as one TensorFlow function, to the same numbers: recording
 * one takes as long as it saves in several runs. Where the backend does not record, and what cannot be recorded, runs
 * operation by operation.
 */
export class Recordings {
  readonly #options: Required<RecordingsOptions>;
  readonly #runs = new Map<string, number>();
  readonly #kept = new Map<string, Recording>();

  constructor({ variables, after = 8, most = 32 }: RecordingsOptions) {
    this.#options = { variables, after, most };
  }

  /** Functions kept now. */
  get count(): number {
    return this.#kept.size;
  }

  /**
   * What `compute` gives, in the caller's `tf.tidy`. Apart from variables and slots it must depend on `inputs` alone, and on
   * what `name` tells apart.
   */
  run(name: string, inputs: readonly tf.Tensor[], compute: () => readonly tf.Tensor[]): readonly tf.Tensor[] {
    const signature = [name, ...inputs.map(({ shape, dtype }) => `${dtype}[${shape.join()}]`)].join();
    const recording = this.#kept.get(signature) ?? this.#record(signature, inputs, compute);
    if (!recording) return compute();
    this.#kept.delete(signature);
    if (!recording.fits()) {
      recording.dispose();
      return compute();
    }
    this.#kept.set(signature, recording);
    return recording.run(inputs);
  }

  /** Frees the functions. */
  dispose(): void {
    for (const recording of this.#kept.values()) recording.dispose();
    this.#kept.clear();
    this.#runs.clear();
  }

  #record(signature: string, inputs: readonly tf.Tensor[], compute: () => readonly tf.Tensor[]): Recording | undefined {
    const runs = this.#runs.get(signature) ?? 0;
    this.#runs.set(signature, runs + 1);
    if (runs < this.#options.after || !canRecord()) return undefined;
    try {
      const recording = record(compute, { inputs, variables: this.#options.variables });
      this.#kept.set(signature, recording);
      this.#dropOldest();
      return recording;
    } catch {
      // Whatever is wrong with it, running it will say.
      this.#runs.set(signature, -Infinity);
      return undefined;
    }
  }

  #dropOldest(): void {
    const [oldest] = this.#kept;
    if (!oldest || this.#kept.size <= this.#options.most) return;
    this.#kept.delete(oldest[0]);
    oldest[1].dispose();
  }
}
