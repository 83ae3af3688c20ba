import { constant, crossEntropy, fold, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { clockAt, type Clock } from '../contract/clock.ts';
import type { Batch, Model, Params } from '../contract/model.ts';
import type { Objective, Pass, Step, Where } from '../contract/plugin.ts';
import type { Schedule } from '../contract/schedule.ts';

/** The loss of logits [B, C] against labels [B], averaged over the batch. */
export type Loss = (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.Scalar;

/** What a step is taken with. */
export interface StepOptions {
  readonly model: Model;
  readonly batch: Batch;
  readonly index: number;
  /** Default 0. */
  readonly minibatch?: number;
  /** Default 1. */
  readonly minibatches?: number;
  readonly key: Key;
  /** Default: one of this index. */
  readonly clock?: Clock;
  /** Default: mean cross-entropy. */
  readonly loss?: Loss;
  /** Dropout key of every pass that names none; `null` for evaluation. Default: a child of `key`. */
  readonly dropout?: Key | null;
  readonly onPass?: (pass: Pass) => void;
}

/** What a differentiation gives. */
export interface Derivatives {
  readonly value: tf.Scalar;
  /** ∂/∂δ, in the shape of δ. */
  readonly direction: tf.Tensor;
  /** ∂/∂θ by name, for the parameters that the objective reaches other than through the embedding of the inputs. */
  readonly gradient: Params;
  /** ∂/∂x, through which the objective reaches the others; `undefined` where it does not, or no ∂/∂θ is asked for. */
  readonly embedded?: tf.Tensor;
}

/** The step behind the {@link Step} that plugins see. The one file that differentiates. Lives inside one `tf.tidy`. */
export class LiveStep implements Step {
  readonly model: Model;
  readonly batch: Batch;
  readonly index: number;
  readonly minibatch: number;
  readonly minibatches: number;
  readonly key: Key;
  readonly x: tf.Tensor;
  readonly mask?: tf.Tensor;
  readonly domain?: readonly [low: number, high: number];
  readonly #loss: Loss;
  readonly #dropout: Key | null;
  readonly #onPass: (pass: Pass) => void;
  readonly #clock: Clock;
  /** x where it is no constant: the step's passes are differentiated as far as here, and {@link whole} goes on. */
  readonly #words: tf.Tensor;
  #taped: number[] = [];

  constructor({ model, batch, index, minibatch = 0, key, clock, loss = crossEntropy, ...rest }: StepOptions) {
    const { dropout, onPass, minibatches = 1 } = rest;
    [this.model, this.batch, this.index, this.key] = [model, batch, index, key];
    [this.minibatch, this.minibatches] = [minibatch, minibatches];
    this.#clock = clock ?? clockAt(index);
    this.#loss = loss;
    this.#dropout = dropout === undefined ? fold(key, 'dropout') : dropout;
    this.#onPass = onPass ?? (() => undefined);
    this.x = model.embed(model.params, batch.inputs);
    this.#words = tf.clone(this.x);
    if (model.domain) this.domain = model.domain;
    if (batch.inputs.mask) this.mask = tf.expandDims(batch.inputs.mask, -1);
  }

  value(schedule: Schedule): tf.Scalar {
    return this.#clock.value(schedule);
  }

  logits(delta?: tf.Tensor, where: Where = {}): tf.Tensor2D {
    this.#forward(1);
    const { params = this.model.params, depth } = where;
    const hidden = this.#stem(delta, where);
    const nudged = where.nudge ? tf.add(hidden, where.nudge) : hidden;
    return this.model.trunk(params, nudged, this.batch.inputs, this.#key(where), depth);
  }

  stem(delta?: tf.Tensor, where: Where = {}): tf.Tensor {
    this.#forward(this.model.stemShare(where.depth ?? 1));
    return this.#stem(delta, where);
  }

  loss(logits: tf.Tensor2D): tf.Scalar {
    return this.#loss(logits, this.batch.labels);
  }

  readonly objective: Objective = (delta) => this.loss(this.logits(delta));

  gradient(delta: tf.Tensor, objective: Objective = this.objective): tf.Tensor {
    return tf.tidy(() => this.differentiate(objective, delta).direction);
  }

  /** The objective at δ, ∂/∂δ, and `weight` · ∂/∂θ and ∂/∂x for those of `params` that it reaches. */
  differentiate(objective: Objective, delta: tf.Tensor, params: Params = {}, weight = 1): Derivatives {
    // Nothing would be left of ∂/∂δ to divide by the weight.
    if (weight === 0) return this.differentiate(objective, delta);
    const names = Object.keys(params);
    const words = names.length > 0 ? [this.#words] : [];
    const outer = this.#taped;
    this.#taped = [];
    const seed = weight === 1 ? undefined : constant(weight);
    const { value, grads } = taped(() => objective(delta), [delta, ...Object.values(params), ...words], seed);
    for (const share of this.#taped) {
      this.#onPass({ kind: 'inputs', share });
      if (names.length > 0) this.#onPass({ kind: 'weights', share });
    }
    this.#taped = outer;
    const [found, ...rest] = distinct(grads);
    const weighted = found ?? tf.zerosLike(delta);
    const direction = weight === 1 ? weighted : tf.mul(weighted, constant(1 / weight));
    const gradient = Object.fromEntries(names.flatMap((name, i) => (rest[i] ? [[name, rest[i]]] : [])));
    const embedded = rest[names.length];
    return { value, direction, gradient, ...(embedded && { embedded }) };
  }

  /** ∂/∂θ by name, with what goes through the embedding of the inputs. */
  whole({ gradient, embedded }: Pick<Derivatives, 'gradient' | 'embedded'>): Params {
    if (!embedded) return gradient;
    const { params } = this.model;
    const { grads } = taped(() => this.model.embed(params, this.batch.inputs), Object.values(params), embedded);
    const sum = { ...gradient };
    Object.keys(params).forEach((name, i) => {
      const [here, there] = [gradient[name], grads[i]];
      if (there) sum[name] = here ? tf.add(here, there) : there;
    });
    return sum;
  }

  #stem(delta: tf.Tensor | undefined, where: Where): tf.Tensor {
    const { params = this.model.params, depth } = where;
    const x = params === this.model.params ? this.#words : this.model.embed(params, this.batch.inputs);
    return this.model.stem(params, delta ? tf.add(x, delta) : x, this.batch.inputs, this.#key(where), depth);
  }

  #key({ key = this.#dropout }: Where): Key | undefined {
    return key ?? undefined;
  }

  #forward(share: number): void {
    this.#taped.push(share);
    this.#onPass({ kind: 'forward', share });
  }
}

/**
 * A value and its gradients, `undefined` for inputs that it does not depend on. TensorFlow.js frees what operations
 * saved for their gradients only when the function on the tape returns, so an error waits until it has.
 */
function taped<T extends tf.Tensor>(f: () => T, inputs: tf.Tensor[], seed?: T): { value: T; grads: tf.Tensor[] } {
  const failures: unknown[] = [];
  const guarded = (): T => {
    try {
      return f();
    } catch (error) {
      failures.push(error);
      return (seed ?? tf.scalar(0)) as T;
    }
  };
  const found = tf.engine().gradients(guarded, inputs, seed, true);
  if (failures.length > 0) throw failures[0];
  return found;
}

/** The same tensors, none of them twice: whoever frees one must not free another's. */
function distinct(tensors: readonly (tf.Tensor | undefined)[]): (tf.Tensor | undefined)[] {
  const seen = new Set<tf.Tensor>();
  return tensors.map((tensor) => {
    if (tensor && seen.has(tensor)) return tf.clone(tensor);
    if (tensor) seen.add(tensor);
    return tensor;
  });
}

/**
 * A step that is not trained on: what an attack needs to be run in evaluation, without dropout and without a Trainer.
 * Call it, and use what it returns, inside one `tf.tidy`.
 */
export function probe(model: Model, batch: Batch, { key, loss }: { readonly key: Key; readonly loss?: Loss }): Step {
  return new LiveStep({ model, batch, index: 0, key, dropout: null, ...(loss ? { loss } : {}) });
}
