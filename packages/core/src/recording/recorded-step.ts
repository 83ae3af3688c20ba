import type { Recording } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import { describeBatch, tensorsOf, type Batch } from '../contract/model.ts';
import type { Execution, Measurement } from './execution.ts';
import type { Pass } from '../contract/plugin.ts';
import type { Trial } from './trial.ts';
import type { Xla } from './xla.ts';

/** How a function is run: by TensorFlow, or compiled by XLA. */
export type Way = Exclude<Execution['how'], 'eager'>;

/** A piece of a step as a function, which may change from TensorFlow's to XLA's hands. */
export class RecordedStep {
  readonly signature: string;
  readonly passes: readonly Pass[];
  /** Whether recording it again is known to give the same. */
  settled = false;
  /** What a trial has found. */
  measurement: Measurement | undefined;
  readonly #xla: Xla;
  #way: Way;
  #recording: Recording;
  /** As TensorFlow runs it, while XLA is tried. */
  #spare: Recording | undefined;
  #trial: Trial | undefined;
  /** Whether the recording in use has run: XLA compiles when it first does. */
  #ran = false;

  constructor(signature: string, xla: Xla, record: (way: Way, onPass: (pass: Pass) => void) => Recording) {
    const passes: Pass[] = [];
    [this.signature, this.passes, this.#xla] = [signature, passes, xla];
    this.#way = xla.always ? 'xla' : 'function';
    this.#recording = record(this.#way, (pass) => passes.push(pass));
    this.#trial = xla.trial();
  }

  /** How it is run now. */
  get way(): Way {
    return this.#way;
  }

  /** What tells it from others. */
  get fingerprint(): string {
    return this.#recording.fingerprint;
  }

  /** Whether what it was recorded with is still there. */
  fits(): boolean {
    return this.#recording.fits() && this.#spare?.fits() !== false;
  }

  /** Whether the tensors that it captured are still there: without them it will never fit again. */
  holds(): boolean {
    return this.#recording.holds() && this.#spare?.holds() !== false;
  }

  /** Its losses on a batch; `record` records it anew, to be run in another way. */
  run(batch: Batch, record: (way: Way) => Recording): tf.Tensor1D {
    if (this.#xla.failure !== undefined && !this.#spare) this.#trial = undefined;
    return this.#trial ? this.#try(this.#trial, batch, record) : this.#execute(batch, record);
  }

  /** Frees the functions. */
  dispose(): void {
    this.#recording.dispose();
    this.#spare?.dispose();
  }

  /** Runs it in the way that is to be timed next, and keeps the faster once both have been. */
  #try(trial: Trial, batch: Batch, record: (way: Way) => Recording): tf.Tensor1D {
    const way = trial.next(this.#xla.compiling);
    const step = (): tf.Tensor1D => {
      if (way !== this.#way) {
        this.#spare = this.#recording;
        [this.#recording, this.#way, this.#ran] = [record(way), way, false];
      }
      return this.#execute(batch, record);
    };
    const losses = trial.run(way, step, (computed) => computed.dataSync());
    const { result } = trial;
    if (!result || !this.#spare) return losses;
    this.measurement = { batch: describeBatch(batch), ...result };
    this.#xla.compiling = Math.max(this.#xla.compiling, 1000 * result.compileSeconds);
    this.#settle(result.kept, result.kept === 'xla' ? this.#recording : this.#spare);
    return losses;
  }

  /** Runs the function in use; where XLA fails to compile it, TensorFlow's. */
  #execute(batch: Batch, record: (way: Way) => Recording): tf.Tensor1D {
    try {
      const [losses] = this.#recording.run(tensorsOf(batch));
      this.#ran = true;
      return losses as tf.Tensor1D;
    } catch (error) {
      if (this.#way !== 'xla' || this.#ran) throw error;
      this.#xla.fail(error);
      this.#settle('function', this.#spare ?? record('function'));
      return this.#execute(batch, record);
    }
  }

  /** Ends a trial: one function stays, the other is freed. */
  #settle(way: Way, recording: Recording): void {
    for (const each of [this.#recording, this.#spare]) if (each !== recording) each?.dispose();
    [this.#way, this.#recording, this.#spare, this.#trial] = [way, recording, undefined, undefined];
  }
}
