import { atLeast, wholeNumber } from '@advtrain/core';
import type { Model, Paper } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { confine } from '../../balls/confine.ts';
import type { Algorithm, AttackSite, StepAt } from '../algorithm.ts';
import { each, noise } from '../beginning.ts';
import { chosen, erring } from '../rows.ts';
import { gradientAttack } from '../driving/gradient-attack.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { wrongMargin } from '../objectives.ts';

/** How Square searches. */
export interface SquareOptions {
  /** ε in ℓ∞, at least 0. */
  readonly radius: number;
  /** Inputs that the model is asked about, at least 1. Default 5000. */
  readonly queries?: number;
  /** The share of pixels that the first squares have, in (0, 1]. Default 0.8. */
  readonly share?: number;
}

const andriushchenko: Paper = {
  authors: 'Andriushchenko et al.',
  year: 2020,
  title: 'Square Attack: a query-efficient black-box adversarial attack via random search',
  arxiv: '1912.00049',
};

/** Queries at which the share of pixels is halved. */
const halvedAt = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

/**
 * The Square attack in ℓ∞: begins with vertical stripes and changes one random square at a time, which stays where the margin
 * falls. It asks for logits alone. One unit a query. Other than the official code, whose batches share the place of the
 * square, each example draws its own, so that results do not depend on the batch.
 */
export function square({ radius, queries = 5000, share = 0.8 }: SquareOptions): GradientAttack {
  atLeast('radius', radius, 0);
  wholeNumber('queries', queries, 1);
  if (!(share > 0 && share <= 1)) throw new Error(`share is ${share}, but must be above 0 and at most 1.`);
  return gradientAttack({
    name: 'Square',
    paper: andriushchenko,
    needs: ['logits', 'labels', 'pixels'],
    units: queries,
    algorithm: (model) => squareAlgorithm(radius, queries, share, model),
    norm: () => ({ norm: 'linf', per: 'example' }),
  });
}

/** The most channels that a picture may have: each draws a sign. */
const channels = 3;

/** What {@link square} runs. */
export function squareAlgorithm(limit: number, queries: number, share: number, { domain }: Model): Algorithm {
  if (!domain)
    throw new Error('Square changes squares of pixels, and this model has none: use APGD, which climbs embeddings.');
  const radius = (): number => limit;
  return {
    steps: queries,
    sizes: [radius],
    units: () => 1,
    draws: 2 + channels,
    kind: (index) => (index === 0 ? 'stripes' : 'square'),
    numbers: (index) => [share / 2 ** halvedAt.filter((query) => index - 1 > query).length],
    start: (beginning) => {
      const { site } = beginning;
      checkPicture(site.x);
      // One sign for each column and channel: that of what its uppermost pixel draws.
      const [batch = 0, , width = 1, depth = 1] = site.x.shape;
      const drawn = tf.slice(noise(beginning, 'uniform'), [0, 0, 0, 0], [batch, 1, width, depth]);
      const stripes = tf.mul(tf.mul(tf.onesLike(site.x), signOf(drawn, 0)), constant(limit));
      return { delta: confine(stripes, site), most: each(beginning, -1e30) };
    },
    step(site, { delta, most }, at) {
      const tried = at.kind === 'stripes' ? delta! : changed(site, delta!, at, site.value(radius));
      const logits = site.logits(tried);
      const margins = wrongMargin(logits, site.labels);
      const isBetter: tf.Tensor1D = tf.logicalOr(tf.greater(margins, most!), tf.greaterEqual(margins, constant(0)));
      const seen = chosen(isBetter, tried, delta!);
      const found: tf.Tensor1D = tf.logicalOr(erring(logits, site.labels), tf.greaterEqual(margins, constant(0)));
      return { seen, found, state: { delta: seen, most: tf.where(isBetter, margins, most!) } };
    },
  };
}

/** δ with ±2ε added in a square at the place that each example draws, and brought back into the ball. */
function changed(site: AttackSite, delta: tf.Tensor, { numbers, draws }: StepAt, radius: tf.Scalar): tf.Tensor {
  const [, height = 1, width = 1, depth = 1] = delta.shape;
  const [share] = numbers;
  const exact = tf.round(tf.sqrt(tf.mul(share!, constant(height * width))));
  const side = tf.minimum(tf.maximum(exact, constant(1)), constant(Math.min(height, width)));
  const drawn = (at: number): tf.Tensor => tf.reshape(tf.slice(draws!, [0, at], [-1, 1]), [-1, 1, 1, 1]);
  const inside = (length: number, axis: 1 | 2, draw: tf.Tensor): tf.Tensor => {
    const first = tf.floor(tf.mul(draw, tf.sub(constant(length), side)));
    const places = tf.reshape(tf.range(0, length), axis === 1 ? [1, length, 1, 1] : [1, 1, length, 1]);
    return tf.logicalAnd(tf.greaterEqual(places, first), tf.less(places, tf.add(first, side)));
  };
  const square = tf.cast(tf.logicalAnd(inside(height, 1, drawn(0)), inside(width, 2, drawn(1))), 'float32');
  const signs = signOf(tf.reshape(tf.slice(draws!, [0, 2], [-1, depth]), [-1, 1, 1, depth]), 0.5);
  const tried = tf.add(delta, tf.mul(tf.mul(square, signs), tf.mul(radius, constant(2))));
  return confine(tf.maximum(tf.minimum(tried, radius), tf.neg(radius)), site);
}

function signOf(drawn: tf.Tensor, middle: number): tf.Tensor {
  return tf.sub(tf.mul(tf.cast(tf.greaterEqual(drawn, constant(middle)), 'float32'), constant(2)), constant(1));
}

function checkPicture({ shape }: tf.Tensor): void {
  const depth = shape[3];
  if (shape.length !== 4 || depth === undefined || depth > channels)
    throw new Error(`Square is for pictures of 1 to ${channels} channels, and these have ${depth ?? 0}: use APGD.`);
}
