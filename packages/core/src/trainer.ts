import { checkPrecision, key as rootKey, fold, Slot, stepKey, type Key, type Precision } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { attribute } from './hooks/attribute.ts';
import { clockAt, type Clock } from './contract/clock.ts';
import type { Compile, Execution } from './recording/execution.ts';
import type { Batch, Model } from './contract/model.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { wholeNumber } from './contract/check.ts';
import { PendingStep } from './step/pending-step.ts';
import type { Pass, Plugin, Round, Step, StepResult } from './contract/plugin.ts';
import { RoundSum } from './step/round-sum.ts';
import { StepRunner, type Given } from './recording/step-runner.ts';
import { LiveStep, type Loss } from './step/live-step.ts';

/** What a Trainer is made of. */
export interface TrainerOptions {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** The method and the observers; at most one plugin may define `perturb`. Default: natural training. */
  readonly plugins?: readonly Plugin[];
  /** Everything random follows from it: a whole number. */
  readonly seed: number;
  /** Default: mean cross-entropy. */
  readonly loss?: Loss;
  /** Minibatches a step: their gradients are averaged, and clipping and the update come once. Default 1. */
  readonly accumulate?: number;
  /** What that average is over: minibatches alike (Hugging Face) or examples (fairseq). Default 'minibatch'. */
  readonly average?: 'minibatch' | 'example';
  /**
   * Whether steps run as one TensorFlow function each, which they do on our native engine by default (`auto`); on a GPU
   * compiled by XLA where that is measured to be faster, so that there two runs agree up to rounding only. Then
   * `beforeStep`, `perturb`, `penalty` and `accumulate` run in JavaScript only when a step is recorded: once for each shape of
   * batch, and once more to compare. Steps that cannot be recorded run operation by operation; {@link Trainer.execution} says why.
   */
  readonly compile?: Compile;
  /**
   * What matrix products compute in on native TensorFlow: float32, bfloat16 or, on a GPU, TensorFloat-32, while parameters,
   * sums, norms, softmax and the optimizer stay in float32. bfloat16 pays on processors and GPUs that have it. Default `fp32`.
   */
  readonly precision?: Precision;
}

/** Minimises a model's loss, one optimizer step at a time, as its plugins direct. */
export class Trainer {
  readonly options: TrainerOptions;
  readonly plugins: readonly Plugin[];
  /** Optimizer steps taken. */
  index = 0;
  /** Minibatches of the current {@link fit} that the steps taken have used, after the plugins' `batches`. */
  position = 0;
  readonly #perturb: NonNullable<Plugin['perturb']>;
  readonly #key: Key;
  readonly #accumulate: number;
  readonly #losses = new Slot();
  readonly #pending = new PendingStep();
  readonly #runner: StepRunner;

  constructor(options: TrainerOptions) {
    const { model, plugins = [], seed, accumulate = 1, compile = 'auto' } = options;
    const { precision = 'fp32' } = options;
    if (!Number.isInteger(seed)) throw new Error(`seed is ${seed}, but must be a whole number.`);
    this.options = options;
    this.plugins = plugins.map(attribute);
    namedApart(this.plugins);
    this.#perturb = soleMethod(this.plugins)?.perturb ?? cleanRound;
    this.#key = rootKey(seed);
    this.#accumulate = wholeNumber('accumulate', accumulate, 1);
    checkPrecision(precision);
    const onPass = (pass: Pass): void => {
      for (const plugin of this.plugins) plugin.onPass?.(pass);
    };
    this.#runner = new StepRunner({ model, compile, precision, onPass });
  }

  /**
   * Trains on each minibatch in turn; leave the loop to stop early. After that, and after a resume, it passes over the
   * minibatches that the interrupted `fit` had used, so give it the same source, or begin anew with `position` 0.
   */
  *fit(source: Iterable<Batch>): Generator<StepResult, void> {
    const used = this.position;
    let seen = 0;
    try {
      for (const batch of this.#stream(source)) {
        if (seen++ < used) continue;
        const result = this.#minibatch(batch, this.#pending.begun + 1 === this.#accumulate);
        if (!result) continue;
        this.position = seen;
        yield result;
      }
      this.position = seen;
      if (this.#pending.begun > 0) yield this.#finish(() => tf.tidy(() => this.#update(clockAt(this.index))));
      this.position = 0;
    } finally {
      this.#pending.clear();
    }
  }

  /** Takes one optimizer step on one minibatch. */
  step(batch: Batch): StepResult {
    return this.#minibatch(batch, true)!;
  }

  /** How steps run, and why not as functions where they do not. */
  get execution(): Execution {
    return this.#runner.execution;
  }

  /** Frees what the Trainer and its plugins kept. The model and the optimizer belong to the caller. */
  dispose(): void {
    this.#losses.dispose();
    this.#pending.clear();
    this.#runner.dispose();
    for (const plugin of [...this.plugins].reverse()) plugin.dispose?.();
  }

  #stream(source: Iterable<Batch>): Iterable<Batch> {
    return this.plugins.reduce((batches, plugin) => plugin.batches?.(batches) ?? batches, source);
  }

  /** The method's rounds on one minibatch, and after the step's last one the update. */
  #minibatch(batch: Batch, last: boolean): StepResult | undefined {
    const [pending, { index }, { average }] = [this.#pending, this, this.options];
    const place = pending.begun;
    pending.begin(average === 'example' && this.#accumulate > 1 ? batch.labels.shape[0] : 1);
    const phases = this.plugins.map(({ phase }) => phase?.(index) ?? '');
    const work = {
      name: [place, last, pending.weight, last && pending.total, ...phases].join('|'),
      ...{ batch, index, key: stepKey(place === 0 ? this.#key : fold(this.#key, place), index) },
      compute: (given: Given): tf.Tensor1D => {
        const losses = this.#rounds(given, index, place);
        if (last) this.#update(given.clock);
        return losses;
      },
    };
    const run = (): void => {
      pending.losses.push(this.#runner.run(work));
    };
    if (last) return this.#finish(run);
    this.#guard(run);
    return undefined;
  }

  /** Adds the rounds' gradients to the step's, and gives their losses. */
  #rounds({ batch, key, clock, onPass }: Given, index: number, place: number): tf.Tensor1D {
    const { model, loss } = this.options;
    const where = { index, minibatch: place, minibatches: this.#accumulate };
    const step = new LiveStep({ model, batch, ...where, key, clock, onPass, ...(loss && { loss }) });
    for (const plugin of this.plugins) plugin.beforeStep?.(step);
    const losses: tf.Scalar[] = [];
    const gradient = new RoundSum(step, this.plugins, this.#pending.gradient);
    const rounds = this.#perturb(step);
    try {
      for (let round = rounds.next(); !round.done;)
        round = rounds.next(this.#round(step, round.value, losses, gradient));
      gradient.finish();
      return tf.stack(losses) as tf.Tensor1D;
    } finally {
      gradient.dispose();
      tf.dispose(losses);
    }
  }

  /** One forward and one backward pass: adds its parameter gradient to the step's, gives ∂objective/∂δ. */
  #round(step: LiveStep, round: Round, losses: tf.Scalar[], gradient: RoundSum): tf.Tensor {
    const { delta, objective = step.objective, weight = 1 } = round;
    const penalties = this.plugins.flatMap(({ penalty }) => penalty ?? []);
    const penalised = (point: tf.Tensor): tf.Scalar =>
      penalties.reduce((sum, penalty) => tf.add<tf.Scalar>(sum, penalty(step)), objective(point));
    return tf.tidy(() => {
      const found = step.differentiate(penalised, delta, this.options.model.params, weight * this.#pending.weight);
      gradient.add(found);
      losses.push(tf.keep(found.value));
      return found.direction;
    });
  }

  /** Moves the parameters along the step's gradient. */
  #update(clock: Clock): void {
    const { model, optimizer } = this.options;
    const { gradient, total } = this.#pending;
    gradient.scale(1 / total);
    optimizer.apply(model.params, gradient.value, clock);
    gradient.dispose();
  }

  /** Ends an optimizer step with the last of its work, and tells the plugins. */
  #finish(work: () => void): StepResult {
    return this.#guard(() => {
      work();
      const { losses } = this.#pending;
      const result = this.#result(
        this.index++,
        losses.reduce((sum, { size }) => sum + size, 0),
      );
      tf.tidy(() => this.#losses.set(losses.length === 1 ? losses[0]!.clone() : tf.concat(losses)));
      this.#pending.clear();
      tf.tidy(() => {
        for (const plugin of this.plugins) plugin.afterStep?.(result);
      });
      return result;
    });
  }

  /** Runs `work`, and frees the step if it fails. */
  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#pending.clear();
      throw error;
    }
  }

  #result(index: number, rounds: number): StepResult {
    let read: readonly number[] | undefined;
    const losses = (): readonly number[] => {
      if (!read && this.index !== index + 1)
        throw new Error(`The losses of step ${index} were not read before step ${index + 1} began: read them earlier.`);
      return (read ??= [...this.#losses.value!.dataSync()]);
    };
    return { index, rounds, losses };
  }
}

/** What a step does when no plugin perturbs: one round at the clean point. */
function* cleanRound(step: Step): Generator<Round, void, tf.Tensor> {
  yield { delta: tf.zerosLike(step.x) };
}

/** Refuses plugins whose states a checkpoint could not tell apart. */
function namedApart(plugins: readonly Plugin[]): void {
  const names = plugins.flatMap(({ name, state }) => (state ? [name] : []));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new Error(`Two plugins named "${twice}" keep a state, but a checkpoint has one place for it: rename one.`);
}

/** The one plugin that perturbs, if any. */
function soleMethod(plugins: readonly Plugin[]): Plugin | undefined {
  const methods = plugins.filter(({ perturb }) => perturb);
  if (methods.length > 1) {
    const names = methods.map(({ name }) => `"${name}"`).join(' and ');
    throw new Error(`Plugins ${names} both define perturb, but a step follows one method: pass one of them.`);
  }
  return methods[0];
}
