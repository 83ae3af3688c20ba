import { checked, numberThat, wholeFrom, type RulesOf } from '@advtrain/core';
import type { Model, Paper } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { namedWith } from '../../attack/named.ts';
import type { NamedSettings } from '../../attack/named.ts';
import { confine, visible } from '../../balls/confine.ts';
import { largest, unit } from '../../balls/sizes.ts';
import type { Algorithm, AttackSite, Beginning, State, StepAt, Taken } from '../algorithm.ts';
import { each, noise, targetsOf } from '../beginning.ts';
import { chosen, erring, perRow } from '../rows.ts';
import { gradientAttack } from '../driving/gradient-attack.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { crossEntropy, dlr, targetedDlr } from '../objectives.ts';
import type { LogitObjective } from '../objectives.ts';
import { everyTarget } from '../every-target.ts';
import { normOf, sphere, withinRules } from '../within.ts';
import type { Sphere, Within } from '../within.ts';

/** How APGD climbs. */
export interface ApgdOptions extends Within {
  /** Moves of each example, at least 1. Default 100. */
  readonly steps?: number;
  /** ρ: the share of moves between two checkpoints that have to rise, lest the step is halved. In [0, 1]; default 0.75. */
  readonly rho?: number;
}

const published = { steps: 100, rho: 0.75, targets: 9 };

const rules: RulesOf<ApgdOptions> = {
  ...withinRules,
  steps: wholeFrom(1),
  rho: numberThat('a share, from 0 to 1', (value) => value >= 0 && value <= 1),
};

const targetedRules: RulesOf<Parameters<typeof apgdT>[0]> = { ...rules, targets: wholeFrom(1) };

/** Of APGD, and of AutoAttack. */
export const croce: Paper = {
  authors: 'Croce & Hein',
  year: 2020,
  title: 'Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks',
  arxiv: '2003.01690',
};

/**
 * Auto-PGD (Croce & Hein, 2020, Algorithm 1) on the cross-entropy at the temperature of the run. Costs 2 · steps + 1 units at most.
 *
 * @param options radius, norm and moves.
 */
export function apgdCE(options: ApgdOptions): GradientAttack {
  return apgd(checked('apgdCE', options, rules), crossEntropy);
}

/**
 * Auto-PGD on the difference of logits ratio, which needs three classes.
 *
 * @param options radius, norm and moves.
 */
export function apgdDLR(options: ApgdOptions): GradientAttack {
  return apgd(checked('apgdDLR', options, rules), dlr);
}

/**
 * Auto-PGD on the targeted difference of logits ratio, towards each of the `targets` (default 9) likeliest other classes in turn:
 * needs four classes.
 *
 * @param options radius, norm, moves and targets.
 */
export function apgdT(options: ApgdOptions & { readonly targets?: number }): GradientAttack {
  const { targets = published.targets, ...rest } = checked('apgdT', options, targetedRules);
  const settings = { ...settingsOf(rest), targets: [targets, published.targets] as const };
  return everyTarget(namedWith('APGD-T', settings), croce, targets, (target) => apgd(rest, targetedDlr, target));
}

/**
 * Auto-PGD on any objective, such as {@link margin}, which two classes allow. `target` as in `PgdOptions`.
 *
 * @param options radius, norm and moves.
 * @param objective what it climbs.
 * @param target of a targeted objective, which of the other classes it heads for, from 0, the likeliest first.
 */
export function apgd(options: ApgdOptions, objective: LogitObjective, target = 0): GradientAttack {
  const { steps = published.steps, rho = published.rho } = checked('apgd', options, rules);
  return gradientAttack({
    name: `APGD-${objective.name}`,
    settings: { ...settingsOf(options), target: [target, 0] },
    paper: croce,
    needs: objective.needs,
    fixed: [objective],
    units: 2 * steps + 1,
    algorithm: (model) => apgdAlgorithm({ ...options, steps, rho }, { objective, target }, model),
    norm: (model) => normOf(options, model),
    ...(objective.targeted && { target }),
  });
}

/** What its name says where it is not as published. */
function settingsOf({ steps = published.steps, rho = published.rho }: ApgdOptions): NamedSettings {
  return { steps: [steps, published.steps], rho: [rho, published.rho] };
}

/** Moves after which step sizes are looked at: at n = 100 after 22, 41, 57, 70, 80, 87, 93 and 99. */
export function checkpointsOf(steps: number): readonly number[] {
  const least = Math.max(Math.floor(0.06 * steps), 1);
  const less = Math.max(Math.floor(0.03 * steps), 1);
  const places: number[] = [];
  let length = Math.max(Math.floor(0.22 * steps), 1);
  for (let place = length; place <= steps; place += length) {
    places.push(place);
    length = Math.max(length - less, least);
  }
  return places;
}

interface Climbed {
  readonly objective: LogitObjective;
  readonly target: number;
}

/** What {@link apgd} runs. */
export function apgdAlgorithm(
  options: Required<Pick<ApgdOptions, 'steps' | 'rho'>> & Within,
  climbed: Climbed,
  model: Model,
): Algorithm {
  const { steps, rho } = options;
  const checkpoints = checkpointsOf(steps);
  const within = sphere(options, model);
  const isL2 = normOf(options, model).norm === 'l2';
  /** How many moves a checkpoint looks back on. */
  const since = (index: number): number => index - (checkpoints[checkpoints.indexOf(index) - 1] ?? 0);
  return {
    steps: steps + 1,
    sizes: [within.radius],
    units: (index) => (index < steps ? 2 : 1),
    kind: (index) => {
      if (index === 0) return 'start';
      if (index === steps) return 'last look';
      return checkpoints.includes(index) ? 'checkpoint' : 'move';
    },
    // a: how much of a move is the gradient's, the rest being the last move's; and how many rises are too few.
    numbers: (index) => [index === 1 ? 1 : 0.75, since(index) * rho],
    start: (beginning) => begun(beginning, climbed, within, isL2),
    step(site, state, at) {
      if (at.kind === 'start') return first(site, state, climbed);
      const delta = moved(site, state, at, within);
      if (at.kind === 'last look') return { seen: delta, found: erring(site.logits(delta), site.labels), state };
      return looked(site, delta, state, at, climbed);
    },
  };
}

/** On the sphere, in a random direction: U(−1, 1) brought to ε by its largest entry, or N(0, 1) by its length. */
function begun(beginning: Beginning, { objective, target }: Climbed, { ball, radius }: Sphere, isL2: boolean): State {
  const { site } = beginning;
  const drawn = noise(beginning, isL2 ? 'normal' : 'uniform');
  const direction = isL2 ? ball.direction(drawn, site, drawn) : unit(drawn, largest(drawn));
  const delta = confine(tf.mul(direction, constant(radius())), site);
  const zeros = each(beginning, 0);
  return {
    delta,
    old: delta,
    best: delta,
    gradient: tf.zerosLike(delta),
    gradientOfBest: tf.zerosLike(delta),
    size: each(beginning, 2 * radius()),
    last: zeros,
    most: zeros,
    mostAtCheck: zeros,
    rises: zeros,
    halved: each(beginning, 1),
    targets: targetsOf(beginning, objective, target),
  };
}

/** The look at the start. */
function first(site: AttackSite, state: State, { objective }: Climbed): Taken {
  const delta = state['delta']!;
  const { logits, values, gradient } = site.climb(delta, objective, state['targets'] as tf.Tensor1D);
  return {
    seen: delta,
    found: erring(logits, site.labels),
    // `last` stays 0: the official code compares the first move's loss with an entry that is not filled in yet.
    state: { ...state, gradient, gradientOfBest: gradient, most: values, mostAtCheck: values },
  };
}

/** z = Π(δ + η · direction), and Π(δ + a (z − δ) + (1 − a)(δ − δ_old)). */
function moved(
  site: AttackSite,
  { delta, old, gradient, size }: State,
  { numbers }: StepAt,
  { ball }: Sphere,
): tf.Tensor {
  const [share] = numbers;
  const step = perRow(size as tf.Tensor1D, delta!.rank);
  const direction = ball.direction(visible(gradient!, site), site, delta!);
  const tried = ball.project(tf.add(delta!, tf.mul(direction, step)), site);
  const onwards = tf.mul(tf.sub(tried, delta!), share!);
  const inertia = tf.mul(tf.sub(delta!, old!), tf.sub(constant(1), share!));
  return ball.project(tf.add(tf.add(delta!, onwards), inertia), site);
}

/** The look at where a move has come to, after a checkpoint with what that decides. */
function looked(
  site: AttackSite,
  delta: tf.Tensor,
  state: State,
  { kind, numbers }: StepAt,
  { objective }: Climbed,
): Taken {
  const { logits, values, gradient } = site.climb(delta, objective, state['targets'] as tf.Tensor1D);
  const isBest: tf.Tensor1D = tf.greater(values, state['most']!);
  const isRise = tf.cast(tf.greater(values, state['last']!), 'float32');
  const next = {
    ...state,
    delta,
    old: state['delta']!,
    gradient,
    best: chosen(isBest, delta, state['best']!),
    gradientOfBest: chosen(isBest, gradient, state['gradientOfBest']!),
    last: values,
    most: tf.maximum(values, state['most']!),
    rises: tf.add(state['rises']!, isRise),
  };
  const found = erring(logits, site.labels);
  return { seen: delta, found, state: kind === 'checkpoint' ? settled(next, numbers[1]!) : next };
}

/** Halves the step where too few moves have risen, or nothing better was found since the last check, and goes on from the best. */
function settled(state: State, enough: tf.Scalar): State {
  const isFew = tf.lessEqual(state['rises']!, enough);
  const isStuck = tf.greaterEqual(state['mostAtCheck']!, state['most']!);
  const wasHalved = tf.greater(state['halved']!, constant(0.5));
  const isHalved: tf.Tensor1D = tf.logicalOr(isFew, tf.logicalAnd(isStuck, tf.logicalNot(wasHalved)));
  const halved = tf.cast(isHalved, 'float32');
  return {
    ...state,
    delta: chosen(isHalved, state['best']!, state['delta']!),
    gradient: chosen(isHalved, state['gradientOfBest']!, state['gradient']!),
    size: tf.mul(state['size']!, tf.sub(constant(1), tf.mul(halved, constant(0.5)))),
    rises: tf.zerosLike(state['rises']!),
    halved,
    mostAtCheck: state['most']!,
  };
}
