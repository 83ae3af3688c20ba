import { canRecord, fingerprint, record, Slot, withPrecision } from '@advtrain/engine';
import type { Key, Precision, Recording } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { RunningClock, type Clock } from './clock.ts';
import type { Batch, Model } from './model.ts';
import type { Pass } from './plugin.ts';

/**
 * How steps are run. `function`: each is recorded once for every shape of batch and runs as one TensorFlow function from
 * then on; `xla`: the same, compiled by XLA; `off`: operation by operation; `auto`: `function` where the engine can.
 */
export type Compile = (typeof ways)[number];

const ways = ['auto', 'function', 'xla', 'off'] as const;

/** The tensors and numbers of one piece of a step. */
export interface Given {
  readonly batch: Batch;
  readonly key: Key;
  readonly clock: Clock;
  readonly onPass: (pass: Pass) => void;
}

/** A piece of a step: what it is computed from, and how. */
export interface Work {
  /** All that the computation depends on beside tensors, keys and schedules. */
  readonly name: string;
  readonly batch: Batch;
  readonly index: number;
  readonly key: Key;
  /** Gives the losses; whatever else it changes is in slots and in the model's variables. */
  compute(given: Given): tf.Tensor1D;
}

/** What has been run how. */
export interface Execution {
  readonly how: 'eager' | 'function' | 'xla';
  /** Why steps are not recorded although they were to be. */
  readonly reason?: string;
  /** Functions kept. */
  readonly recordings: number;
}

/** What a runner is made of. */
export interface RunnerOptions {
  readonly model: Model;
  readonly compile: Compile;
  readonly precision: Precision;
  /** Told of every pass, in recorded steps as well. */
  readonly onPass: (pass: Pass) => void;
}

/** Functions kept at most: shapes of batch times what else steps may depend on. */
const most = 32;

/** Runs the pieces of steps: as TensorFlow functions that it records, or operation by operation. */
export class StepRunner {
  readonly #model: Model;
  readonly #onPass: (pass: Pass) => void;
  readonly #precision: Precision;
  readonly #root = new Slot<tf.Scalar>();
  readonly #clock = new RunningClock();
  #recorded: Recorded[] = [];
  #how: Execution['how'];
  #reason: string | undefined;

  constructor({ model, compile, precision, onPass }: RunnerOptions) {
    if (!ways.includes(compile)) throw new Error(`compile is "${compile}", but must be one of ${ways.join(', ')}.`);
    [this.#model, this.#onPass, this.#precision] = [model, onPass, precision];
    this.#how = compile === 'off' || !canRecord() ? 'eager' : compile === 'xla' ? 'xla' : 'function';
    if (this.#how === 'eager' && (compile === 'function' || compile === 'xla')) {
      throw new Error(`compile is "${compile}", but only native TensorFlow of @advtrain/engine can: use "auto".`);
    }
  }

  /** What has been run how. */
  get execution(): Execution {
    const { length: recordings } = this.#recorded;
    return { how: this.#how, recordings, ...(this.#reason !== undefined && { reason: this.#reason }) };
  }

  /** The losses of one piece of a step; they are the caller's. */
  run(work: Work): tf.Tensor1D {
    this.#clock.set(work.index);
    return withPrecision(this.#precision, () => tf.tidy(() => this.#runHere(work)));
  }

  #runHere(work: Work): tf.Tensor1D {
    const tries = this.#how !== 'eager';
    const recorded = tries ? this.#recordedFor(work) : undefined;
    if (recorded) return this.#replay(recorded, work);
    const losses = this.#compute(work, work.key, this.#onPass);
    if (tries) console.warn(`Steps cannot be recorded, so they run one operation at a time: ${this.#reason}`);
    return losses;
  }

  /** Frees the functions. */
  dispose(): void {
    this.#forget();
    this.#clock.dispose();
    this.#root.dispose();
  }

  #compute({ batch, compute }: Work, key: Key, onPass: (pass: Pass) => void): tf.Tensor1D {
    return compute({ batch, key, clock: this.#clock, onPass });
  }

  #replay({ recording, passes }: Recorded, { batch }: Work): tf.Tensor1D {
    const [losses] = recording.run(tensorsOf(batch));
    passes.forEach(this.#onPass);
    return losses as tf.Tensor1D;
  }

  /** The function for a piece of a step; `undefined` where it cannot be recorded. */
  #recordedFor(work: Work): Recorded | undefined {
    const signature = [
      work.name,
      work.key.path,
      ...tensorsOf(work.batch).map(({ shape, dtype }) => `${dtype}[${shape.join()}]`),
    ].join();
    this.#root.set(tf.scalar((work.key.root as number) | 0, 'int32'));
    try {
      const found = this.#recorded.find(({ signature: own, recording }) => own === signature && recording.fits());
      const recorded = found ? this.#verified(found, work) : this.#record(signature, work);
      this.#recorded = [recorded, ...this.#recorded.filter((other) => other !== recorded)];
      for (const { recording } of this.#recorded.splice(most)) recording.dispose();
      return recorded;
    } catch (error) {
      this.#forget();
      this.#how = 'eager';
      this.#reason = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  #record(signature: string, work: Work): Recorded {
    const passes: Pass[] = [];
    const recording = record(() => [this.#traced(work, (pass) => passes.push(pass))], this.#options(work));
    return { signature, recording, passes, verified: false };
  }

  /** Records a second time, and compares: a number that varies but was closed over gives another function. */
  #verified(recorded: Recorded, work: Work): Recorded {
    if (recorded.verified) return recorded;
    const again = fingerprint(() => [this.#traced(work, () => undefined)], this.#options(work));
    if (again !== recorded.recording.fingerprint) {
      throw new Error('it computes with a number that varies from step to step other than through step.value');
    }
    recorded.verified = true;
    return recorded;
  }

  #traced(work: Work, onPass: (pass: Pass) => void): tf.Tensor1D {
    return this.#compute(work, { root: this.#root.value!, path: work.key.path }, onPass);
  }

  #options({ batch }: Work) {
    const [inputs, variables] = [tensorsOf(batch), Object.values(this.#model.params)];
    return { inputs, variables, compiled: this.#how === 'xla' };
  }

  #forget(): void {
    for (const { recording } of this.#recorded) recording.dispose();
    this.#recorded = [];
  }
}

interface Recorded {
  readonly signature: string;
  readonly recording: Recording;
  readonly passes: readonly Pass[];
  verified: boolean;
}

function tensorsOf({ inputs, labels }: Batch): tf.Tensor[] {
  return [inputs.values, labels, ...(inputs.mask ? [inputs.mask] : []), ...(inputs.types ? [inputs.types] : [])];
}
