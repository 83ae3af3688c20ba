import { fingerprint, record, Slot, type Recording } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { tensorsOf, type Model } from '../contract/model.ts';
import type { Pass } from '../contract/plugin.ts';
import type { Way } from './execution.ts';
import { RunningClock } from './running-clock.ts';
import type { Work } from './work.ts';

/** Writes works down as functions of their batch, the root of their key, the numbers of their schedules, and the parameters. */
export class WorkRecorder {
  readonly #model: Model;
  readonly #root = new Slot<tf.Scalar>();
  readonly #clock = new RunningClock();

  constructor(model: Model) {
    this.#model = model;
  }

  /** Gives what functions read of a step its values at the step of this work. */
  set({ key, index }: Work): void {
    this.#clock.set(index);
    this.#root.set(tf.scalar((key.root as number) | 0, 'int32'));
  }

  /** The function of a work, to be run in some way; `onPass` is told of its passes. */
  record(work: Work, way: Way, onPass: (pass: Pass) => void = () => undefined): Recording {
    return record(() => [this.#traced(work, onPass)], this.#options(work, way));
  }

  /** What tells the function that recording the work now would give from others. */
  fingerprint(work: Work, way: Way): string {
    return fingerprint(() => [this.#traced(work, () => undefined)], this.#options(work, way));
  }

  /** Frees what functions read. */
  dispose(): void {
    this.#clock.dispose();
    this.#root.dispose();
  }

  #traced({ batch, key, compute }: Work, onPass: (pass: Pass) => void): tf.Tensor1D {
    return compute({ batch, key: { ...key, root: this.#root.value! }, clock: this.#clock, onPass });
  }

  #options({ batch }: Work, way: Way) {
    return { inputs: tensorsOf(batch), variables: Object.values(this.#model.params), compiled: way === 'xla' };
  }
}
