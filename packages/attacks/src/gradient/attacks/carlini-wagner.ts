import { checked, numberFrom, wholeFrom, type RulesOf } from '@advtrain/core';
import type { Model, Paper } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { visible } from '../../balls/confine.ts';
import { norm as lengthOf } from '../../balls/sizes.ts';
import type { Algorithm, AttackSite, State, StepAt, Taken } from '../algorithm.ts';
import { each } from '../beginning.ts';
import { chosen, erring, perRow } from '../rows.ts';
import { gradientAttack } from '../driving/gradient-attack.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { margin } from '../objectives.ts';

/** How Carlini and Wagner's l2 attack searches. */
export interface CarliniWagnerOptions {
  /** ε: an example is broken if an error is found within it. Default `Infinity`: the nearest error that is found. */
  readonly radius?: number;
  /** Values of c, each half way between one that broke the example and one that did not. Default 9. */
  readonly searches?: number;
  /** Steps of Adam for each value of c. Default 1000, where the authors' code takes 10,000; the name says which. */
  readonly steps?: number;
  /** Default 0.01. */
  readonly learningRate?: number;
  /** c, at first. Default 0.001. */
  readonly initial?: number;
  /** κ: by how much a wrong logit has to lead. Default 0. */
  readonly confidence?: number;
}

const rules: RulesOf<CarliniWagnerOptions> = {
  radius: numberFrom(0),
  searches: wholeFrom(1),
  steps: wholeFrom(1),
  learningRate: numberFrom(0),
  initial: numberFrom(0),
  confidence: numberFrom(0),
};

/** As in the authors' code. */
const published = { searches: 9, steps: 10_000, learningRate: 0.01, initial: 0.001, confidence: 0 };

/** A tenth of the published ones, which cost 180,000 units an example. */
const usualSteps = 1000;

const carlini: Paper = {
  authors: 'Carlini & Wagner',
  year: 2017,
  title: 'Towards Evaluating the Robustness of Neural Networks',
  arxiv: '1608.04644',
};

const beta1 = 0.9;
const beta2 = 0.999;

/**
 * Carlini and Wagner's l2 attack: the nearest error, by Adam on ‖δ‖² + c · max(z_y − max z_i + κ, 0), with c found by bisection. Pixels
 * are searched through tanh, which keeps them in their domain, embeddings as they are. Other than the authors' code it ends no
 * search early. Costs 2 units a step.
 *
 * @param options the radius, the searches, and Adam's steps and learning rate.
 */
export function carliniWagner(options: CarliniWagnerOptions = {}): GradientAttack {
  const {
    radius = Infinity,
    searches = published.searches,
    steps = usualSteps,
    learningRate = published.learningRate,
    initial = published.initial,
    confidence = published.confidence,
  } = checked('carliniWagner', options, rules);
  return gradientAttack({
    name: 'CW-L2',
    settings: {
      searches: [searches, published.searches],
      steps: [steps, published.steps],
      learningRate: [learningRate, published.learningRate],
      initial: [initial, published.initial],
      confidence: [confidence, published.confidence],
    },
    paper: carlini,
    needs: margin.needs,
    fixed: [radius, learningRate, confidence],
    units: 2 * searches * steps,
    algorithm: (model) => carliniWagnerAlgorithm({ radius, searches, steps, learningRate, initial, confidence }, model),
    norm: () => ({ norm: 'l2', per: 'example' }),
  });
}

/** What {@link carliniWagner} runs. */
export function carliniWagnerAlgorithm(options: Required<CarliniWagnerOptions>, { domain }: Model): Algorithm {
  const { searches, steps, initial, radius } = options;
  const last = searches * steps - 1;
  return {
    steps: searches * steps,
    units: () => 2,
    // A search begins; the last step of all says what was found; the steps of Adam between them are alike.
    kind: (index) => `${index % steps === 0 && index > 0 ? 'begin ' : ''}${index === last ? 'end' : 'step'}`,
    numbers: (index) => [1 - beta1 ** ((index % steps) + 1), 1 - beta2 ** ((index % steps) + 1)],
    start(beginning) {
      const still = tf.zerosLike(beginning.site.x);
      const zeros = each(beginning, 0);
      const without = { w: still, first: still, second: still, best: still, low: zeros, succeeded: zeros };
      const limits = { nearest: each(beginning, never), high: each(beginning, never) };
      return { ...without, ...limits, c: each(beginning, initial) };
    },
    step(site, state, at) {
      const begun = at.kind.startsWith('begin') ? nextSearch(state) : state;
      const next = descended(site, begun, at, options, domain);
      const nearest = next['nearest'] as tf.Tensor1D;
      const ends = at.kind.endsWith('end') ? tf.less(nearest, constant(never)) : tf.less(nearest, constant(0));
      const found = radius === Infinity ? ends : tf.lessEqual(nearest, constant(radius));
      return { seen: next['best']!, found: found as tf.Tensor1D, state: next } satisfies Taken;
    },
  };
}

/** Larger than every c and every distance. */
const never = 1e10;

/** A c between the least that has broken the example and the largest that has not; ten times it where none has. */
function nextSearch(state: State): State {
  const { c, low, high, succeeded, w } = state;
  const isBroken = tf.greater(succeeded!, constant(0.5));
  const lower = tf.where(isBroken, low!, tf.maximum(low!, c!));
  const upper = tf.where(isBroken, tf.minimum(high!, c!), high!);
  const half = tf.mul(tf.add(lower, upper), constant(0.5));
  const zeros = tf.zerosLike(w!);
  return {
    ...state,
    low: lower,
    high: upper,
    c: tf.where(tf.less(upper, constant(never)), half, tf.mul(c!, constant(10))),
    succeeded: tf.zerosLike(succeeded!),
    w: zeros,
    first: zeros,
    second: zeros,
  };
}

/** One step of Adam on w. */
function descended(
  site: AttackSite,
  state: State,
  { numbers }: StepAt,
  { learningRate, confidence }: Required<CarliniWagnerOptions>,
  domain: Model['domain'],
): State {
  const { w, first, second, c, best, nearest, succeeded } = state;
  const { delta, slope } = perturbed(site, w!, domain);
  const { logits, values, gradient } = site.climb(delta, margin);
  const isWrong = tf.logicalAnd(erring(logits, site.labels), tf.greaterEqual(values, constant(confidence)));
  const sizes: tf.Tensor1D = tf.reshape(lengthOf(delta), [-1]);
  const isNearer: tf.Tensor1D = tf.logicalAnd(isWrong, tf.less(sizes, nearest!));
  const isCounted = tf.cast(tf.less(values, constant(confidence)), 'float32');
  const pushed = tf.mul(visible(gradient, site), perRow(tf.mul(c!, isCounted), delta.rank));
  const down = tf.mul(tf.sub(tf.mul(delta, constant(2)), pushed), slope);
  const [unbias1, unbias2] = numbers;
  const moment1 = tf.add(tf.mul(first!, constant(beta1)), tf.mul(down, constant(1 - beta1)));
  const moment2 = tf.add(tf.mul(second!, constant(beta2)), tf.mul(tf.square(down), constant(1 - beta2)));
  const scale = tf.add(tf.sqrt(tf.div(moment2, unbias2!)), constant(1e-8));
  const step = tf.div(tf.mul(tf.div(moment1, unbias1!), constant(learningRate)), scale);
  return {
    ...state,
    w: tf.sub(w!, step),
    first: moment1,
    second: moment2,
    best: chosen(isNearer, delta, best!),
    nearest: tf.where(isNearer, sizes, nearest!),
    succeeded: tf.maximum(succeeded!, tf.cast(isWrong, 'float32')),
  };
}

/** δ at w, and how fast it moves with w. */
function perturbed(
  site: AttackSite,
  w: tf.Tensor,
  domain: Model['domain'],
): { readonly delta: tf.Tensor; readonly slope: tf.Tensor } {
  if (!domain) return { delta: visible(w, site), slope: tf.onesLike(w) };
  const [low, high] = domain;
  const half = (high - low) / 2;
  const centred = tf.div(tf.sub(site.x, constant((low + high) / 2)), constant(half));
  // tanh reaches no pixel that is quite black or white.
  const begun = tf.atanh(tf.mul(centred, constant(0.999999)));
  const squashed = tf.tanh(tf.add(begun, w));
  const delta = tf.sub(tf.add(tf.mul(squashed, constant(half)), constant((low + high) / 2)), site.x);
  return { delta, slope: tf.mul(tf.sub(constant(1), tf.square(squashed)), constant(half)) };
}
