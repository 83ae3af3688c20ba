import { checked, wholeFrom, type RulesOf } from '@advtrain/core';
import type { Model, Paper } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { namedWith } from '../../attack/named.ts';
import { confine, visible } from '../../balls/confine.ts';
import { largest, norm as lengthOf } from '../../balls/sizes.ts';
import type { Algorithm, AttackSite, State, Taken } from '../algorithm.ts';
import { each, targetsOf } from '../beginning.ts';
import { chosen, erring } from '../rows.ts';
import { everyTarget } from '../every-target.ts';
import { gradientAttack } from '../driving/gradient-attack.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { towards } from '../hyperplane.ts';
import type { Room } from '../hyperplane.ts';
import { targetedMargin } from '../objectives.ts';
import { normOf, withinRules } from '../within.ts';
import type { Within } from '../within.ts';

/** How FAB goes along the boundary. */
export interface FabOptions extends Within {
  /** Moves of each example and target, at least 1. Default 100. */
  readonly steps?: number;
  /** Other classes, the likeliest first, towards which it goes in turn. Default 9. */
  readonly targets?: number;
}

const published = { steps: 100, targets: 9 };

const rules: RulesOf<FabOptions> = { ...withinRules, steps: wholeFrom(1), targets: wholeFrom(1) };

const croce: Paper = {
  authors: 'Croce & Hein',
  year: 2020,
  title: 'Minimally distorted Adversarial Examples with a Fast Adaptive Boundary Attack',
  arxiv: '1907.02044',
};

/** α_max, η and β of the paper: the pull back to the clean example, the overshoot, and the step back inside. */
const pull = 0.1;
const overshoot = 1.05;
const back = 0.9;

/**
 * The targeted Fast Adaptive Boundary attack: looks for the nearest error, one linearised boundary after another, and breaks an
 * example if that is within ε. Per example only. Costs 3 units a move and target.
 *
 * @param options radius, norm, moves and targets.
 */
export function fabT(options: FabOptions): GradientAttack {
  const { steps = published.steps, targets = published.targets } = checked('fabT', options, rules);
  if (options.per === 'token')
    throw new Error('FAB-T measures whole examples: leave out per, or use APGD, which knows tokens.');
  const name = namedWith('FAB-T', { steps: [steps, published.steps], targets: [targets, published.targets] });
  return everyTarget(name, croce, targets, (target) =>
    gradientAttack({
      name: 'FAB-T',
      paper: croce,
      needs: ['gradients', 'labels'],
      units: 3 * steps,
      algorithm: (model) => fabAlgorithm(options.radius, steps, target, normOf(options, model).norm, model),
      norm: (model) => normOf(options, model),
      target,
    }),
  );
}

/** What {@link fabT} runs towards one target. */
export function fabAlgorithm(
  limit: number,
  steps: number,
  target: number,
  norm: 'l2' | 'linf',
  { domain }: Model,
): Algorithm {
  const radius = (): number => limit;
  return {
    steps,
    sizes: [radius],
    units: () => 3,
    queries: () => 2,
    start: (beginning) => ({
      delta: tf.zerosLike(beginning.site.x),
      best: tf.zerosLike(beginning.site.x),
      nearest: each(beginning, 1e10),
      targets: targetsOf(beginning, targetedMargin, target),
    }),
    step: (site, state) => stepped(site, state, norm, domain, site.value(radius)),
  };
}

function stepped(
  site: AttackSite,
  { delta, best, nearest, targets }: State,
  norm: 'l2' | 'linf',
  domain: Model['domain'],
  radius: tf.Scalar,
): Taken {
  const { values, gradient } = site.climb(delta!, targetedMargin, targets as tf.Tensor1D);
  const tried = along(site, delta!, visible(gradient, site), values, norm, domain);
  const size = norm === 'linf' ? largest(tried) : lengthOf(tried);
  const sizes: tf.Tensor1D = tf.reshape(size, [-1]);
  const isOver = erring(site.logits(tried), site.labels);
  const isNearer: tf.Tensor1D = tf.logicalAnd(isOver, tf.less(sizes, nearest!));
  const kept = tf.where(isNearer, sizes, nearest as tf.Tensor1D);
  const isWithin: tf.Tensor1D = tf.lessEqual(kept, radius);
  const seen = chosen(isNearer, tried, best!);
  return {
    seen,
    found: isWithin,
    state: {
      delta: chosen(isOver, tf.mul(tried, constant(back)), tried),
      best: seen,
      nearest: kept,
      targets: targets!,
    },
  };
}

/** Beyond the linearised boundary, from where it stands and a little from the clean example. */
function along(
  site: AttackSite,
  delta: tf.Tensor,
  gradient: tf.Tensor,
  values: tf.Tensor1D,
  norm: 'l2' | 'linf',
  domain: Model['domain'],
): tf.Tensor {
  const { x } = site;
  const flat = (tensor: tf.Tensor): tf.Tensor2D => tf.reshape(tensor, [x.shape[0], -1]);
  const normal = flat(gradient);
  const gap: tf.Tensor2D = tf.expandDims(values, 1);
  const fromClean: tf.Tensor2D = tf.sub(gap, tf.sum(tf.mul(normal, flat(delta)), 1, true));
  const step = (point: tf.Tensor, distance: tf.Tensor2D): tf.Tensor =>
    tf.reshape(towards({ normal, gap: distance }, norm, domain && roomAt(flat(point), domain)), x.shape);
  const here = step(tf.add(x, delta), gap);
  const there = step(x, fromClean);
  const length = (tensor: tf.Tensor): tf.Tensor =>
    tf.maximum(norm === 'linf' ? largest(tensor) : lengthOf(tensor), constant(1e-8));
  const onwards = length(here);
  const share = tf.minimum(tf.div(onwards, tf.add(onwards, length(there))), constant(pull));
  const ahead = tf.mul(tf.add(delta, tf.mul(here, constant(overshoot))), tf.sub(constant(1), share));
  return confine(tf.add(ahead, tf.mul(tf.mul(there, constant(overshoot)), share)), site);
}

function roomAt(point: tf.Tensor2D, [low, high]: readonly [number, number]): Room {
  return { down: tf.sub(point, constant(low)), up: tf.sub(constant(high), point) };
}
