import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { noise } from '../beginning.ts';
import { behind, channels, drawnAt, firstOf, signOf, squareOf } from './square-search.ts';
import type { SquareMoves } from './square-search.ts';

/** Square in ℓ∞: stripes, and ±2ε in one square at the place that each example draws. */
export const squareLinf: SquareMoves = {
  draws: 2 + channels,
  begin(beginning, radius) {
    const { x } = beginning.site;
    // One sign for each column and channel: that of what its uppermost pixel draws.
    const [batch = 0, , width = 1, depth = 1] = x.shape;
    const drawn = tf.slice(noise(beginning, 'uniform'), [0, 0, 0, 0], [batch, 1, width, depth]);
    return tf.mul(tf.mul(tf.onesLike(x), signOf(drawn, 0)), constant(radius));
  },
  tried(delta, { share, draws, radius }) {
    const [, height = 1, width = 1, depth = 1] = delta.shape;
    const exact = tf.round(tf.sqrt(tf.mul(share, constant(height * width))));
    const side = tf.minimum<tf.Scalar>(tf.maximum(exact, constant(1)), constant(Math.min(height, width)));
    const rows = behind(height, 1, firstOf(drawnAt(draws, 0), height, side));
    const columns = behind(width, 2, firstOf(drawnAt(draws, 1), width, side));
    const signs = signOf(drawnAt(draws, 2, depth), 0.5);
    const tried = tf.add(delta, tf.mul(tf.mul(squareOf(rows, columns, side), signs), tf.mul(radius, constant(2))));
    return tf.maximum(tf.minimum(tried, radius), tf.neg(radius));
  },
};
