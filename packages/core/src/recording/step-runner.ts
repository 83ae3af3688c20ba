import { canRecord, fingerprint, record, Slot, withPrecision } from '@advtrain/engine';
import type { Key, Precision, Recording } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { clockAt, type Clock } from '../contract/clock.ts';
import { ways, type Compile, type Execution } from './execution.ts';
import { describeBatch, tensorsOf, type Batch, type Model } from '../contract/model.ts';
import type { Pass } from '../contract/plugin.ts';
import { RecordedStep, type Way } from './recorded-step.ts';
import { RunningClock } from './running-clock.ts';
import { Xla } from './xla.ts';

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

/** Functions kept at most: shapes of batch times what else steps may depend on. */
const most = 32;

/** Runs the pieces of steps: as TensorFlow functions that it records, or operation by operation. */
export class StepRunner {
  readonly #model: Model;
  readonly #onPass: (pass: Pass) => void;
  readonly #precision: Precision;
  readonly #root = new Slot<tf.Scalar>();
  readonly #clock = new RunningClock();
  readonly #xla: Xla;
  /** The works of which recording again has given the same: what varies does so whatever the shape of the batch. */
  readonly #verifiedNames = new Set<string>();
  /** Those that have taken the place of others. */
  readonly #taken = new WeakSet<RecordedStep>();
  #recorded: RecordedStep[] = [];
  #eager: boolean;
  #reason: string | undefined;

  constructor({ model, compile, precision, onPass, now }: RunnerOptions) {
    if (!ways.includes(compile)) throw new Error(`compile is "${compile}", but must be one of ${ways.join(', ')}.`);
    [this.#model, this.#onPass, this.#precision] = [model, onPass, precision];
    this.#xla = new Xla(compile, now);
    this.#eager = compile === 'off' || !canRecord();
    if (this.#eager && (compile === 'function' || compile === 'xla')) {
      throw new Error(`compile is "${compile}", but only native TensorFlow of @advtrain/engine can: use "auto".`);
    }
  }

  /** What has been run how. */
  get execution(): Execution {
    const { length: recordings } = this.#recorded;
    const compiled = recordings > 0 ? this.#recorded.some(({ way }) => way === 'xla') : this.#xla.always;
    const reason = this.#reason ?? this.#xla.failure;
    const measured = this.#recorded.flatMap(({ measurement }) => measurement ?? []);
    return {
      how: this.#eager ? 'eager' : compiled ? 'xla' : 'function',
      recordings,
      ...(reason !== undefined && { reason }),
      ...(measured.length > 0 && { measured }),
    };
  }

  /** The losses of one piece of a step; they are the caller's. */
  run(work: Work): tf.Tensor1D {
    this.#clock.set(work.index);
    return withPrecision(this.#precision, () => tf.tidy(() => this.#runHere(work)));
  }

  #runHere(work: Work): tf.Tensor1D {
    const tries = !this.#eager;
    const recorded = tries ? this.#recordedFor(work) : undefined;
    if (recorded) return this.#replay(recorded, work);
    const losses = work.compute({ ...work, clock: clockAt(work.index), onPass: this.#onPass });
    if (tries) console.warn(`Steps cannot be recorded, so they run one operation at a time: ${this.#reason}`);
    return losses;
  }

  /** Frees the functions. */
  dispose(): void {
    this.#forget();
    this.#clock.dispose();
    this.#root.dispose();
  }

  #replay(recorded: RecordedStep, work: Work): tf.Tensor1D {
    const losses = recorded.run(work.batch, (way) => this.#record(work, way, () => undefined));
    recorded.passes.forEach(this.#onPass);
    return losses;
  }

  /** The function for a piece of a step; `undefined` where it cannot be recorded. */
  #recordedFor(work: Work): RecordedStep | undefined {
    const signature = [work.name, work.key.path, describeBatch(work.batch)].join();
    this.#root.set(tf.scalar((work.key.root as number) | 0, 'int32'));
    try {
      const recorded = this.#known(signature, work) ?? this.#made(signature, work, this.#verifiedNames.has(work.name));
      this.#recorded = [recorded, ...this.#recorded.filter((other) => other !== recorded)];
      for (const old of this.#recorded.splice(most)) old.dispose();
      return recorded;
    } catch (error) {
      this.#forget();
      this.#eager = true;
      this.#reason = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  #record(work: Work, way: Way, onPass: (pass: Pass) => void): Recording {
    return record(() => [this.#traced(work, onPass)], this.#options(work, way));
  }

  /**
   * The function that was recorded before. One from before its name was verified is compared with a second recording when it
   * comes again: a number that varies but was closed over gives another function. The first difference may come from what
   * only a first step does, so the newer recording takes its place; a second one may not.
   */
  #known(signature: string, work: Work): RecordedStep | undefined {
    const alike = this.#recorded.filter((known) => known.signature === signature);
    const lost = alike.find((known) => !known.holds());
    if (lost) return this.#retaken(lost, work, 'it reads a tensor that another takes the place of: keep it in a Slot');
    const found = alike.find((known) => known.fits());
    if (!found || found.settled) return found;
    const again = fingerprint(() => [this.#traced(work, () => undefined)], this.#options(work, found.way));
    if (again !== found.fingerprint) {
      const why = 'it computes with a number that varies from step to step other than through step.value';
      return this.#retaken(found, work, why);
    }
    found.settled = true;
    this.#verifiedNames.add(work.name);
    return found;
  }

  /** Records anew what was recorded before, unless that had to be done already. */
  #retaken(before: RecordedStep, work: Work, why: string): RecordedStep {
    if (this.#taken.has(before) && !before.settled) throw new Error(why);
    this.#recorded = this.#recorded.filter((other) => other !== before);
    before.dispose();
    const recorded = this.#made(before.signature, work, false);
    this.#taken.add(recorded);
    return recorded;
  }

  #made(signature: string, work: Work, settled: boolean): RecordedStep {
    const recorded = new RecordedStep(signature, this.#xla, (way, onPass) => this.#record(work, way, onPass));
    recorded.settled = settled;
    return recorded;
  }

  #traced({ batch, key, compute }: Work, onPass: (pass: Pass) => void): tf.Tensor1D {
    return compute({ batch, key: { root: this.#root.value!, path: key.path }, clock: this.#clock, onPass });
  }

  #options({ batch }: Work, way: Way) {
    const [inputs, variables] = [tensorsOf(batch), Object.values(this.#model.params)];
    return { inputs, variables, compiled: way === 'xla' };
  }

  #forget(): void {
    for (const recorded of this.#recorded) recorded.dispose();
    this.#recorded = [];
  }
}
