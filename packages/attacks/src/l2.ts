import { constant } from '@advtrain/engine';
import { atLeast, type Schedule } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { confine, freedom, norm, unit, visible, type Ball } from './ball.ts';
import { uniformNoise, type Noise } from './noise.ts';

/** The size of a ball and of the moves in it. */
export interface BallOptions {
  /** ε, at least 0. `Infinity` means no projection, which is what many published runs use. */
  readonly radius: Schedule;
  /** α, at least 0 and finite: how far one ascent goes. */
  readonly stepSize: Schedule;
  /** s, at least 0 and finite: the magnitude of the random start; 0 starts clean. What it means is said at each ball. */
  readonly start?: Schedule;
  /** What the start scales: numbers in (−1, 1) in the shape of x. Default: uniform ones that follow from the site's key. */
  readonly draw?: Noise;
}

/**
 * {δ : ‖δ‖₂ ≤ radius}, the norm of an example taken over all its tokens and dimensions at once.
 *
 * Ascends by stepSize · g / ‖g‖₂. Starts at U(−1, 1) · start / √(real tokens · width), so that ‖δ₀‖ ≈ start / √3
 * (FreeLB's official code); `start` defaults to 0.
 */
export function l2({ radius, stepSize, start = 0, draw = uniformNoise(1) }: BallOptions): Ball {
  checkBall({ radius, stepSize, start });
  const ball: Ball = {
    random: (site) =>
      tf.tidy(() => {
        if (start === 0) return tf.zerosLike(site.x);
        const scale = tf.div(site.value(start), tf.sqrt(tf.maximum(freedom(site), constant(1))));
        return confine(tf.mul(draw(site), scale), site);
      }),
    ascend: (delta, gradient, site) =>
      tf.tidy(() => {
        const g = visible(gradient, site);
        const move = tf.mul(unit(g, norm(g)), site.value(stepSize));
        return ball.project(tf.add(delta, move), site);
      }),
    project: (delta, site) =>
      tf.tidy(() => {
        if (radius === Infinity) return confine(delta, site);
        // A perturbation that FreeAT brings along from another batch may lie on padding, which must not count.
        const seen = visible(delta, site);
        const [size, limit] = [norm(seen), site.value(radius)];
        const outside = tf.greater(size, limit);
        const shrink = tf.where(outside, tf.div(limit, size), tf.onesLike(size));
        return confine(tf.mul(seen, shrink), site);
      }),
  };
  return ball;
}

/** Refuses a ball that makes no sense, in one sentence. */
export function checkBall(options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== 'number') continue;
    atLeast(name, value, 0);
    if (name !== 'radius' && value === Infinity) throw new Error(`${name} is Infinity, but must be finite.`);
  }
}
