import { canRecord, withPrecision, type Precision, type RecordingRoom } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { clockAt } from '../contract/clock.ts';
import type { Model } from '../contract/model.ts';
import type { Pass } from '../contract/plugin.ts';
import { ways, type Compile, type Execution } from './execution.ts';
import type { RecordedStep } from './recorded-step.ts';
import { RecordingCache } from './recording-cache.ts';
import { WorkRecorder } from './work-recorder.ts';
import type { Work } from './work.ts';
import { Xla } from './xla.ts';

/** What a runner is made of. */
export interface RunnerOptions {
  readonly model: Model;
  readonly compile: Compile;
  readonly precision: Precision;
  /** Told of every pass, in recorded steps as well. */
  readonly onPass: (pass: Pass) => void;
  /** Milliseconds, by which `auto` measures whether XLA pays. Default: on a GPU the time, elsewhere it does not measure. */
  readonly now?: () => number;
}

/** Runs the pieces of steps: as TensorFlow functions that it records, or operation by operation. */
export class StepRunner {
  readonly #onPass: (pass: Pass) => void;
  readonly #precision: Precision;
  readonly #xla: Xla;
  readonly #recorder: WorkRecorder;
  readonly #cache: RecordingCache;
  #eager: boolean;
  /** Works that ran operation by operation because there was no room for a recording. */
  #unrecorded = 0;
  /** Why nothing is recorded any more. */
  #reason: string | undefined;

  constructor({ model, compile, precision, onPass, now }: RunnerOptions) {
    if (!ways.includes(compile)) throw new Error(`compile is "${compile}", but must be one of ${ways.join(', ')}.`);
    this.#onPass = onPass;
    this.#precision = precision;
    this.#xla = new Xla(compile, now);
    this.#recorder = new WorkRecorder(model);
    this.#cache = new RecordingCache(this.#recorder, this.#xla);
    this.#eager = compile === 'off' || !canRecord();
    if (this.#eager && (compile === 'function' || compile === 'xla')) {
      throw new Error(`compile is "${compile}", but only native TensorFlow of @advtrain/engine can: use "auto".`);
    }
  }

  /** What has been run how. */
  get execution(): Execution {
    const { recordings } = this.#cache;
    const compiled = recordings.length > 0 ? recordings.some(({ way }) => way === 'xla') : this.#xla.always;
    const reason = this.#reason ?? this.#xla.failure;
    const measured = recordings.flatMap(({ measurement }) => measurement ?? []);
    return {
      how: this.#eager ? 'eager' : compiled ? 'xla' : 'function',
      recordings: recordings.length,
      ...(this.#unrecorded > 0 && { unrecorded: this.#unrecorded }),
      ...(reason !== undefined && { reason }),
      ...(measured.length > 0 && { measured }),
    };
  }

  /** Which works have a recording: what a resumed run needs to compute as the uninterrupted one. */
  get room(): RecordingRoom {
    return this.#cache.room;
  }

  /** The losses of one piece of a step; they are the caller's. */
  run(work: Work): tf.Tensor1D {
    return withPrecision(this.#precision, () => tf.tidy(() => this.#run(work)));
  }

  /** Frees the functions. */
  dispose(): void {
    this.#cache.dispose();
    this.#recorder.dispose();
  }

  #run(work: Work): tf.Tensor1D {
    if (this.#eager) return this.#compute(work);
    const recorded = this.#recordingOf(work);
    if (recorded) {
      const losses = recorded.run(work);
      recorded.passes.forEach(this.#onPass);
      return losses;
    }
    const losses = this.#compute(work);
    if (this.#reason === undefined) this.#unrecorded++;
    else console.warn(`Steps cannot be recorded, so they run one operation at a time: ${this.#reason}`);
    return losses;
  }

  #compute(work: Work): tf.Tensor1D {
    return work.compute({ ...work, clock: clockAt(work.index), onPass: this.#onPass });
  }

  /** The function of a work; `undefined` where there is no room, and where it cannot be recorded, from then on. */
  #recordingOf(work: Work): RecordedStep | undefined {
    try {
      this.#recorder.set(work);
      return this.#cache.find(work);
    } catch (error) {
      this.#cache.dispose();
      this.#eager = true;
      this.#reason = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }
}
