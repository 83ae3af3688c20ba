import { constant, countedRows, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Pieces } from '../cluster/pieces.ts';
import type { Clock } from '../contract/clock.ts';
import type { Loss } from '../contract/loss.ts';
import type { Batch, Model, Params } from '../contract/model.ts';
import type { Pass } from '../contract/plugin.ts';
import type { Schedule } from '../contract/schedule.ts';
import type { Objective, Step, View, Where } from '../contract/step.ts';
import { added, merged, named } from './named.ts';
import { taped } from './tape.ts';

/** How an objective is differentiated. */
export interface Differentiation {
  /** Parameters at which it is evaluated, by name. Default: those that the step sees now. */
  readonly params?: Params;
  /** What ∂/∂θ and ∂/∂x are multiplied by. Default: neither is computed. */
  readonly weight?: number;
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

/** Where passes are taken. */
interface Point {
  readonly params: Params;
  /** x where it is no constant: passes are differentiated as far as here, and {@link LiveStep.whole} goes on. */
  readonly words: tf.Tensor;
}

/** What a step and its views share. */
export interface Frame {
  readonly model: Model;
  readonly batch: Batch;
  readonly idle: boolean;
  readonly index: number;
  readonly place: number;
  readonly places: number;
  readonly key: Key;
  readonly clock: Clock;
  readonly loss: Loss;
  readonly onPass: (pass: Pass) => void;
  /** What makes one step of what the processes have; `undefined` where there is one. */
  readonly pieces: Pieces | undefined;
  /** Where passes are taken now: at the model's parameters, or at those of a round. */
  here: Point;
  /** The shares of the forward passes on the tape. */
  taped: number[];
}

/** What tells a view from the step: parameters of its own, whole; its dropout key. */
interface Sight {
  readonly params?: Params;
  readonly dropout: Key | null;
}

/** The step behind the {@link Step} that plugins see, and its views. The one file that differentiates. Lives inside one `tf.tidy`. */
export class LiveStep implements Step {
  readonly model: Model;
  readonly batch: Batch;
  readonly idle: boolean;
  readonly index: number;
  readonly place: number;
  readonly places: number;
  readonly key: Key;
  readonly x: tf.Tensor;
  readonly mask?: tf.Tensor;
  readonly counted?: tf.Tensor1D;
  readonly domain?: readonly [low: number, high: number];
  readonly #frame: Frame;
  readonly #sight: Sight;

  constructor(frame: Frame, x: tf.Tensor, sight: Sight) {
    const { model, batch } = frame;
    this.model = model;
    this.batch = batch;
    this.idle = frame.idle;
    this.index = frame.index;
    this.place = frame.place;
    this.places = frame.places;
    this.key = frame.key;
    this.x = x;
    if (model.domain) this.domain = model.domain;
    if (batch.inputs.mask) this.mask = tf.expandDims(batch.inputs.mask, -1);
    if (model.rows === 'tokens') this.counted = countedRows(batch.labels);
    this.#frame = frame;
    this.#sight = sight;
  }

  get params(): Params {
    return this.#sight.params ?? this.#frame.here.params;
  }

  value(schedule: Schedule): tf.Scalar {
    return this.#frame.clock.value(schedule);
  }

  logits(delta?: tf.Tensor, where: Where = {}): tf.Tensor2D {
    this.#forward(1);
    const params = this.#paramsOf(where);
    const hidden = this.#stem(params, delta, where);
    const nudged = where.nudge ? tf.add(hidden, where.nudge) : hidden;
    return this.model.trunk(params, nudged, this.batch.inputs, this.#keyOf(where), where.depth);
  }

  stem(delta?: tf.Tensor, where: Where = {}): tf.Tensor {
    this.#forward(this.model.stemShare(where.depth ?? 1));
    return this.#stem(this.#paramsOf(where), delta, where);
  }

  loss(logits: tf.Tensor2D): tf.Scalar {
    return this.#frame.loss(logits, this.batch.labels);
  }

  readonly objective: Objective = (delta) => this.loss(this.logits(delta));

  gradient(delta: tf.Tensor, objective: Objective = this.objective): tf.Tensor {
    return tf.tidy(() => this.differentiate(objective, delta).direction);
  }

  parameterGradient(delta: tf.Tensor = tf.zerosLike(this.x), objective: Objective = this.objective): Params {
    return tf.tidy(() => {
      return this.summed(this.whole(this.differentiate(objective, delta, { weight: 1 })));
    });
  }

  /** Gradients by name, those of this process, summed over all. */
  summed(gradient: Params): Params {
    return this.#frame.pieces?.sum(gradient) ?? gradient;
  }

  total<T extends tf.Tensor>(x: T): T {
    return this.#frame.pieces?.total(x) ?? x;
  }

  with({ params, key = this.#sight.dropout }: View): Step {
    const own = params ? merged(this.#sight.params ?? this.model.params, params) : this.#sight.params;
    const x = params && own ? this.model.embed(own, this.batch.inputs) : this.x;
    return new LiveStep(this.#frame, x, { dropout: key, ...(own && { params: own }) });
  }

  /**
   * The objective at δ with ∂/∂δ; with a weight, also `weight` · ∂/∂θ and `weight` · ∂/∂x for those that it reaches. Where there are
   * other processes, gradients are those of the mean over the batch: ∂/∂δ is whole, and ∂/∂θ what this process adds to the sum.
   */
  differentiate(objective: Objective, delta: tf.Tensor, { params, weight }: Differentiation = {}): Derivatives {
    const at = params ? merged(this.model.params, params) : this.#sight.params;
    return this.#at(at, (point) => this.#differentiate(objective, delta, point, weight));
  }

  /** ∂/∂θ by name, with what goes through the embedding of the inputs. */
  whole({ gradient, embedded }: Pick<Derivatives, 'gradient' | 'embedded'>): Params {
    if (!embedded) return gradient;
    const { params } = this.model;
    const names = Object.keys(params);
    const { grads } = taped(() => this.model.embed(params, this.batch.inputs), Object.values(params), embedded);
    return added(gradient, named(names, grads));
  }

  /** Computes at other parameters, if any are given. */
  #at<T>(params: Params | undefined, compute: (point: Point) => T): T {
    const frame = this.#frame;
    if (!params) return compute(frame.here);
    const outer = frame.here;
    frame.here = { params, words: tf.clone(this.model.embed(params, this.batch.inputs)) };
    try {
      return compute(frame.here);
    } finally {
      frame.here = outer;
    }
  }

  #differentiate(objective: Objective, delta: tf.Tensor, { params, words }: Point, weight?: number): Derivatives {
    // Nothing would be left of ∂/∂δ to divide by the weight.
    if (weight === undefined || weight === 0) {
      const { value, grads } = this.#counted(false, () => taped(() => objective(delta), [delta]));
      const found = grads[0] ?? tf.zerosLike(delta);
      return { value, direction: this.#frame.pieces?.weighted(found) ?? found, gradient: {} };
    }
    // An objective at other parameters may reach the model's own as well, whose gradient is of the same name.
    const others = Object.fromEntries(
      Object.entries(this.model.params).filter(([name, theta]) => params[name] !== theta),
    );
    const thetas = [...Object.values(params), ...Object.values(others)];
    const { pieces } = this.#frame;
    const seed = pieces?.weighted(constant(weight)) ?? (weight === 1 ? undefined : constant(weight));
    const { value, grads } = this.#counted(true, () => taped(() => objective(delta), [delta, words, ...thetas], seed));
    const [found, embedded, ...rest] = grads;
    const weighted = found ?? tf.zerosLike(delta);
    const direction = weight === 1 ? weighted : tf.mul(weighted, constant(1 / weight));
    const names = Object.keys(params);
    const gradient = added(named(names, rest), named(Object.keys(others), rest.slice(names.length)));
    return { value, direction, gradient, ...(embedded && { embedded }) };
  }

  /** Runs a differentiation, and tells of its backward passes. */
  #counted<T>(weights: boolean, differentiation: () => T): T {
    const frame = this.#frame;
    const outer = frame.taped;
    frame.taped = [];
    try {
      const found = differentiation();
      for (const share of frame.taped) {
        frame.onPass({ kind: 'inputs', share });
        if (weights) frame.onPass({ kind: 'weights', share: share * (this.model.weightShare ?? 1) });
      }
      return found;
    } finally {
      frame.taped = outer;
    }
  }

  #paramsOf({ params }: Where): Params {
    return params ? merged(this.#sight.params ?? this.model.params, params) : this.params;
  }

  #keyOf({ key = this.#sight.dropout }: Where): Key | undefined {
    return key ?? undefined;
  }

  #stem(params: Params, delta: tf.Tensor | undefined, where: Where): tf.Tensor {
    const { here } = this.#frame;
    const x = params === here.params ? here.words : this.model.embed(params, this.batch.inputs);
    return this.model.stem(params, delta ? tf.add(x, delta) : x, this.batch.inputs, this.#keyOf(where), where.depth);
  }

  #forward(share: number): void {
    this.#frame.taped.push(share);
    this.#frame.onPass({ kind: 'forward', share });
  }
}
