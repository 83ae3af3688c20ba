import type * as tf from '@tensorflow/tfjs-core';
import { RecordingRoom } from './recording-room.ts';
import { canRecord, record, type Recording } from './recording.ts';

/** What {@link Recordings} are kept of. */
export interface RecordingsOptions {
  /** What computations read beside their inputs, and may assign to. */
  readonly variables: readonly tf.Variable[];
  /** How often a computation runs operation by operation before it is recorded, at least 0. Default 8. */
  readonly after?: number;
  /** Graph operations of all functions that are kept at once, about 5.5 kB each. Default 200,000. */
  readonly most?: number;
}

/**
 * Runs computations that come again, and those that come often as one TensorFlow function, to the same numbers: recording
 * one takes as long as it saves in several runs. Where the backend does not record, and what cannot be recorded, runs
 * operation by operation.
 */
export class Recordings {
  readonly #variables: readonly tf.Variable[];
  readonly #after: number;
  readonly #room: RecordingRoom;
  readonly #runs = new Map<string, number>();
  readonly #kept = new Map<string, Recording>();

  /**
   * @param options the variables, how often a computation runs before it is recorded (default 8), and the most
   *   operations in all.
   */
  constructor({ variables, after = 8, most }: RecordingsOptions) {
    this.#variables = variables;
    this.#after = after;
    this.#room = new RecordingRoom(most);
  }

  /** Functions kept now. */
  get count(): number {
    return this.#kept.size;
  }

  /**
   * What `compute` gives, in the caller's `tf.tidy`. Apart from variables and slots it must depend on `inputs` alone, and on
   * what `name` tells apart.
   *
   * @param name what tells computations apart that have the same inputs.
   * @param inputs what changes from run to run.
   * @param compute makes operations alone, and gives the results.
   */
  run(name: string, inputs: readonly tf.Tensor[], compute: () => readonly tf.Tensor[]): readonly tf.Tensor[] {
    const signature = [name, ...inputs.map(({ shape, dtype }) => `${dtype}[${shape.join()}]`)].join();
    const recording = this.#recording(signature, inputs, compute);
    if (!recording) return compute();
    if (recording.fits()) return recording.run(inputs);
    this.#forget(signature);
    return compute();
  }

  /** Frees the functions. */
  dispose(): void {
    for (const recording of this.#kept.values()) recording.dispose();
    this.#kept.clear();
    this.#runs.clear();
  }

  #recording(
    signature: string,
    inputs: readonly tf.Tensor[],
    compute: () => readonly tf.Tensor[],
  ): Recording | undefined {
    const runs = this.#runs.get(signature) ?? 0;
    this.#runs.set(signature, runs + 1);
    if (runs < this.#after || !canRecord() || !this.#room.admits(signature)) return undefined;
    return this.#kept.get(signature) ?? this.#record(signature, inputs, compute);
  }

  #record(signature: string, inputs: readonly tf.Tensor[], compute: () => readonly tf.Tensor[]): Recording | undefined {
    try {
      const recording = record(compute, { inputs, variables: this.#variables });
      this.#kept.set(signature, recording);
      this.#room.weigh(signature, recording.nodes).forEach((each) => this.#forget(each));
      return recording;
    } catch {
      // Whatever is wrong with it, running it will say.
      this.#runs.set(signature, -Infinity);
      return undefined;
    }
  }

  #forget(signature: string): void {
    this.#kept.get(signature)?.dispose();
    this.#kept.delete(signature);
  }
}
