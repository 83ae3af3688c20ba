import type { Model } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { confine } from '../../balls/confine.ts';
import type { Algorithm, AttackSite, StepAt } from '../algorithm.ts';
import { each, noise } from '../beginning.ts';
import {
  behind,
  channels,
  checkPicture,
  checkPixels,
  drawnAt,
  firstOf,
  kept,
  shareAt,
  signOf,
  squareOf,
} from './square-search.ts';

/** What Square runs in ℓ∞. */
export function squareAlgorithm(limit: number, queries: number, share: number, model: Model): Algorithm {
  checkPixels(model);
  const radius = (): number => limit;
  return {
    steps: queries,
    sizes: [radius],
    units: () => 1,
    draws: 2 + channels,
    kind: (index) => (index === 0 ? 'stripes' : 'square'),
    numbers: (index) => [shareAt(share, index)],
    start: (beginning) => {
      const { site } = beginning;
      checkPicture(site.x);
      // One sign for each column and channel: that of what its uppermost pixel draws.
      const [batch = 0, , width = 1, depth = 1] = site.x.shape;
      const drawn = tf.slice(noise(beginning, 'uniform'), [0, 0, 0, 0], [batch, 1, width, depth]);
      const stripes = tf.mul(tf.mul(tf.onesLike(site.x), signOf(drawn, 0)), constant(limit));
      return { delta: confine(stripes, site), most: each(beginning, -1e30) };
    },
    step(site, state, at) {
      const { delta } = state;
      return kept(site, state, at.kind === 'stripes' ? delta! : changed(site, delta!, at, site.value(radius)));
    },
  };
}

/** δ with ±2ε added in a square at the place that each example draws, and brought back into the ball. */
function changed(site: AttackSite, delta: tf.Tensor, { numbers, draws }: StepAt, radius: tf.Scalar): tf.Tensor {
  const [, height = 1, width = 1, depth = 1] = delta.shape;
  const [share] = numbers;
  const exact = tf.round(tf.sqrt(tf.mul(share!, constant(height * width))));
  const side = tf.minimum<tf.Scalar>(tf.maximum(exact, constant(1)), constant(Math.min(height, width)));
  const rows = behind(height, 1, firstOf(drawnAt(draws!, 0), height, side));
  const columns = behind(width, 2, firstOf(drawnAt(draws!, 1), width, side));
  const signs = signOf(drawnAt(draws!, 2, depth), 0.5);
  const tried = tf.add(delta, tf.mul(tf.mul(squareOf(rows, columns, side), signs), tf.mul(radius, constant(2))));
  return confine(tf.maximum(tf.minimum(tried, radius), tf.neg(radius)), site);
}
