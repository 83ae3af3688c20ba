import type { Recording } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import { describeBatch, tensorsOf, type Batch } from '../contract/model.ts';
import type { Pass } from '../contract/plugin.ts';
import type { Measurement, Way } from './execution.ts';
import type { Trial } from './trial.ts';
import type { WorkRecorder } from './work-recorder.ts';
import type { Work } from './work.ts';
import type { Xla } from './xla.ts';

type State =
  /** TensorFlow runs it, and it is timed until XLA has its turn. */
  | { readonly stage: 'timed'; readonly recording: Recording; readonly trial: Trial }
  /** XLA runs it, and it is timed, beside what it was before. XLA compiles when it first runs. */
  | {
      readonly stage: 'tried';
      readonly recording: Recording;
      readonly before: Recording;
      readonly trial: Trial;
      ran: boolean;
    }
  /** It runs one way for good. */
  | { readonly stage: 'settled'; readonly way: Way; readonly recording: Recording; ran: boolean };

/** A piece of a step as a function, which may change from TensorFlow's to XLA's hands. */
export class RecordedStep {
  readonly passes: readonly Pass[];
  /** What a trial has found. */
  measurement: Measurement | undefined;
  readonly #recorder: WorkRecorder;
  readonly #xla: Xla;
  #state: State;

  constructor(work: Work, recorder: WorkRecorder, xla: Xla) {
    const passes: Pass[] = [];
    const way = xla.always ? 'xla' : 'function';
    const recording = recorder.record(work, way, (pass) => passes.push(pass));
    const trial = xla.trial();
    this.passes = passes;
    this.#recorder = recorder;
    this.#xla = xla;
    this.#state = trial ? { stage: 'timed', recording, trial } : { stage: 'settled', way, recording, ran: false };
  }

  /** How it is run now. */
  get way(): Way {
    const state = this.#state;
    if (state.stage === 'settled') return state.way;
    return state.stage === 'tried' ? 'xla' : 'function';
  }

  /** What tells it from others. */
  get fingerprint(): string {
    return this.#state.recording.fingerprint;
  }

  /** Operations of its graphs. */
  get nodes(): number {
    return this.#recordings().reduce((sum, { nodes }) => sum + nodes, 0);
  }

  /** Whether what it was recorded with is still there. */
  fits(): boolean {
    return this.#recordings().every((each) => each.fits());
  }

  /** Whether the tensors that it captured are still there: without them it will never fit again. */
  holds(): boolean {
    return this.#recordings().every((each) => each.holds());
  }

  /** Its losses on the batch of a work. While XLA is tried, it runs in the way that is to be timed next. */
  run(work: Work): tf.Tensor1D {
    if (this.#state.stage === 'timed' && this.#xla.failure !== undefined)
      this.#settle('function', this.#state.recording);
    const state = this.#state;
    if (state.stage === 'settled') return this.#execute(work);
    const { trial } = state;
    const way = trial.next(this.#xla.compiling);
    const step = (): tf.Tensor1D => {
      if (state.stage === 'timed' && way === 'xla') this.#try(state, work);
      return this.#execute(work);
    };
    const losses = trial.run(way, step, (computed) => computed.dataSync());
    this.#conclude(trial, work.batch);
    return losses;
  }

  /** Frees the functions. */
  dispose(): void {
    for (const each of this.#recordings()) each.dispose();
  }

  #recordings(): readonly Recording[] {
    const state = this.#state;
    return state.stage === 'tried' ? [state.recording, state.before] : [state.recording];
  }

  /** Gives XLA its turn. */
  #try({ recording, trial }: State & { readonly stage: 'timed' }, work: Work): void {
    const compiled = this.#recorder.record(work, 'xla');
    this.#state = { stage: 'tried', recording: compiled, before: recording, trial, ran: false };
  }

  /** Keeps the faster, once both have been timed. */
  #conclude({ result }: Trial, batch: Batch): void {
    const state = this.#state;
    if (!result || state.stage !== 'tried') return;
    this.measurement = { batch: describeBatch(batch), ...result };
    this.#xla.compiling = Math.max(this.#xla.compiling, 1000 * result.compileSeconds);
    this.#settle(result.kept, result.kept === 'xla' ? state.recording : state.before);
  }

  /** Runs the function in use; where XLA fails to compile it, TensorFlow's. */
  #execute(work: Work): tf.Tensor1D {
    const state = this.#state;
    try {
      const [losses] = state.recording.run(tensorsOf(work.batch));
      if (state.stage !== 'timed') state.ran = true;
      return losses as tf.Tensor1D;
    } catch (error) {
      if (state.stage === 'timed' || this.way !== 'xla' || state.ran) throw error;
      this.#xla.fail(error);
      this.#settle('function', state.stage === 'tried' ? state.before : this.#recorder.record(work, 'function'));
      return this.#execute(work);
    }
  }

  /** Ends a trial: one function stays, the others are freed. */
  #settle(way: Way, recording: Recording): void {
    for (const each of this.#recordings()) if (each !== recording) each.dispose();
    this.#state = { stage: 'settled', way, recording, ran: false };
  }
}
