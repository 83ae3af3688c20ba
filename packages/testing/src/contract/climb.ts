import {
  probe,
  tensorsOf,
  type Batch,
  type Model,
  type Objective,
  type Plugin,
  type Rounds,
  type Step,
} from '@advtrain/core';
import { key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { fourBatches, tinyModel, type Kind } from './training.ts';

/** One move of a perturbation: what it climbed, before and after. */
export interface Climb {
  readonly before: number;
  readonly after: number;
}

/** A perturbation that a method took a gradient at, or ended with. */
interface Point {
  readonly delta: tf.Tensor;
  /** What the gradient was of; absent where it was that of a hidden layer. */
  readonly climbs?: Objective;
}

/**
 * Every move of δ in the steps that a method takes with one batch, without dropout and with the parameters held: each
 * gradient at a perturbation, with the perturbation that follows it. With `scaled` the former is scaled to the length of
 * the latter first, for a method that turns δ rather than to move it.
 *
 * @param kind text or image.
 * @param make makes the method, and what goes along.
 * @param scaled whether gradients are scaled to the perturbations that follow.
 */
export function climbsOf(kind: Kind, make: (model: Model) => readonly Plugin[], scaled = false): Climb[] {
  const model = tinyModel(kind, { rate: 0 });
  const batches = fourBatches(kind);
  const plugins = make(model);
  const points: Point[] = [];
  try {
    const climbs: Climb[] = [];
    tf.tidy(() => {
      collect(points, plugins, model, batches[0]!);
      for (const [i, next] of points.slice(1).entries()) climbs.push(...climbOf(points[i]!, next, scaled));
    });
    return climbs;
  } finally {
    for (const { delta } of points) delta.dispose();
    for (const { dispose } of plugins) dispose?.();
    model.dispose();
    tf.dispose(batches.flatMap(tensorsOf));
  }
}

function climbOf({ delta, climbs }: Point, next: Point, scaled: boolean): Climb[] {
  if (!climbs) return [];
  const length = valueOf(tf.norm(delta));
  // A point has no direction that could turn.
  if (scaled && length === 0) return [];
  const from = scaled ? tf.mul(delta, valueOf(tf.norm(next.delta)) / length) : delta;
  return [{ before: valueOf(climbs(from)), after: valueOf(climbs(next.delta)) }];
}

function collect(points: Point[], plugins: readonly Plugin[], model: Model, batch: Batch): void {
  const method = plugins.find(({ perturb }) => perturb);
  for (let index = 0; index < (method?.replays ?? 1); index++) {
    const step = watched(probe(model, batch, { key: key(7) }), index, points);
    for (const { beforeStep } of plugins) beforeStep?.(step);
    if (method?.perturb) follow(method.perturb(step), step);
  }
}

function follow(rounds: Rounds, step: Step): void {
  let round = rounds.next();
  while (!round.done) {
    const { delta, objective } = round.value;
    round = rounds.next(step.gradient(delta, objective));
  }
}

/** A step that notes where gradients are taken, and of what. */
function watched(live: Step, index: number, points: Point[]): Step {
  let below: readonly tf.Tensor[] = [];
  const logits: Step['logits'] = (delta, where) => {
    if (where?.nudge && delta) below = [delta];
    return live.logits(delta, where);
  };
  const gradient: Step['gradient'] = (delta, objective = live.objective) => {
    below = [];
    const found = live.gradient(delta, objective);
    // With regard to a hidden layer, a gradient is taken at the perturbation below it, and moves nothing by itself.
    const lower = below.at(-1);
    points.push(lower ? { delta: kept(lower) } : { delta: kept(delta), climbs: objective });
    return found;
  };
  const own: Readonly<Record<PropertyKey, unknown>> = { index, logits, gradient };
  return new Proxy(live, {
    get: (target, name) => {
      if (name in own) return own[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** A copy that outlives the method's own scopes. */
function kept(delta: tf.Tensor): tf.Tensor {
  return tf.keep(tf.clone(delta));
}

function valueOf(scalar: tf.Tensor): number {
  return scalar.dataSync()[0]!;
}
