import { key as rootKey, fold, Slot, stepKey, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { attribute } from './attribute.ts';
import { Clock } from './clock.ts';
import type { Batch, Model } from './model.ts';
import type { Optimizer } from './optimizer.ts';
import { wholeNumber } from './options.ts';
import { PendingStep } from './pending-step.ts';
import type { Pass, Plugin, Round, Step, StepResult } from './plugin.ts';
import { LiveStep, type Loss } from './step.ts';

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

  constructor(options: TrainerOptions) {
    const { plugins = [], seed, accumulate = 1 } = options;
    if (!Number.isInteger(seed)) throw new Error(`seed is ${seed}, but must be a whole number.`);
    this.options = options;
    this.plugins = plugins.map(attribute);
    namedApart(this.plugins);
    this.#perturb = soleMethod(this.plugins)?.perturb ?? cleanRound;
    this.#key = rootKey(seed);
    this.#accumulate = wholeNumber('accumulate', accumulate, 1);
  }

  /**
   * Trains on each minibatch in turn; leave the loop to stop early. After a resume it passes over what the interrupted
   * `fit` had used, so give it the same source.
   */
  *fit(source: Iterable<Batch>): Generator<StepResult, void> {
    const used = this.position;
    let seen = 0;
    let pending = new PendingStep();
    for (const batch of this.#stream(source)) {
      if (seen++ < used) continue;
      this.#minibatch(pending, batch);
      if (pending.minibatches < this.#accumulate) continue;
      this.position = seen;
      yield this.#update(pending);
      pending = new PendingStep();
    }
    this.position = seen;
    if (pending.minibatches > 0) yield this.#update(pending);
    this.position = 0;
  }

  /** Takes one optimizer step on one minibatch. */
  step(batch: Batch): StepResult {
    const pending = new PendingStep();
    this.#minibatch(pending, batch);
    return this.#update(pending);
  }

  /** Frees what the Trainer and its plugins kept. The model and the optimizer belong to the caller. */
  dispose(): void {
    this.#losses.dispose();
    for (const plugin of [...this.plugins].reverse()) plugin.dispose?.();
  }

  #stream(source: Iterable<Batch>): Iterable<Batch> {
    return this.plugins.reduce((batches, plugin) => plugin.batches?.(batches) ?? batches, source);
  }

  /** The method's rounds on one minibatch, their gradients added to the step's. */
  #minibatch(pending: PendingStep, batch: Batch): void {
    const { model, loss, average } = this.options;
    const run = pending.minibatches === 0 ? this.#key : fold(this.#key, pending.minibatches);
    pending.begin(average === 'example' && this.#accumulate > 1 ? batch.labels.shape[0] : 1);
    const given = { model, batch, index: this.index, key: stepKey(run, this.index), onPass: this.#onPass };
    const take = (): void => {
      const step = new LiveStep({ ...given, ...(loss && { loss }) });
      for (const plugin of this.plugins) plugin.beforeStep?.(step);
      const rounds = this.#perturb(step);
      for (let round = rounds.next(); !round.done;) round = rounds.next(this.#round(pending, step, round.value));
    };
    pending.guard(() => tf.tidy(take));
  }

  /** One forward and one backward pass: adds its parameter gradient to the step's, gives ∂objective/∂δ. */
  #round(pending: PendingStep, step: LiveStep, { delta, objective = step.objective, weight = 1 }: Round): tf.Tensor {
    const penalties = this.plugins.flatMap(({ penalty }) => penalty ?? []);
    const penalised = (point: tf.Tensor): tf.Scalar =>
      penalties.reduce((sum, penalty) => tf.add<tf.Scalar>(sum, penalty(step)), objective(point));
    return tf.tidy(() => {
      const found = step.differentiate(penalised, delta, this.options.model.params, weight * pending.weight);
      const gradient = this.plugins.reduce((g, plugin) => plugin.accumulate?.(g, step) ?? g, found.gradient);
      pending.add(found.value, gradient);
      return found.direction;
    });
  }

  /** Moves the parameters along the step's gradient. */
  #update(pending: PendingStep): StepResult {
    const { model, optimizer } = this.options;
    const index = this.index++;
    const result = this.#result(index, pending.losses.length);
    const apply = (): void => {
      pending.gradient.scale(1 / pending.total);
      optimizer.apply(model.params, pending.gradient.value, new Clock(index));
      this.#losses.set(tf.stack(pending.losses));
      pending.dispose();
      for (const plugin of this.plugins) plugin.afterStep?.(result);
    };
    pending.guard(() => tf.tidy(apply));
    return result;
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

  readonly #onPass = (pass: Pass): void => {
    for (const plugin of this.plugins) plugin.onPass?.(pass);
  };
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
