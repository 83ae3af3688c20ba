import { needed, numberFrom, oneOf, scheduled, type RulesOf, type Schedule, type Site } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { aNoise } from './rules.ts';
import { visible } from './confine.ts';
import type { Noise } from './noise.ts';
import type { Per } from './sizes.ts';

/**
 * A set of allowed perturbations, and how to climb in it: where to start, which way, how far, and back into the set.
 * Every method gives a tensor in the shape of `site.x`, computed without reading a value back.
 */
export interface Ball {
  /** α: how far one move goes in the direction. */
  readonly stepSize: Schedule;
  /**
   * A start at random, a function of the site's key alone, zero on padding. As published it is not projected: in an l2
   * ball a `start` above √3 · radius begins outside, and the first move brings it in.
   *
   * @param site the place, with its x, mask and key.
   */
  start(site: Site): tf.Tensor;
  /**
   * Which way a gradient climbs, as long as a step size of 1; zeros where the gradient is zero. It is given one that is
   * zero on padding, and the δ at which it was taken.
   *
   * @param gradient ∂objective/∂δ, in the shape of x.
   * @param site the place, with its x, mask and key.
   * @param delta δ, in the shape of x.
   */
  direction(gradient: tf.Tensor, site: Site, delta: tf.Tensor): tf.Tensor;
  /**
   * The nearest perturbation in the ball, zero on padding, then cut so that x + δ stays in the model's domain.
   *
   * @param delta δ, in the shape of x.
   * @param site the place, with its x, mask and key.
   */
  project(delta: tf.Tensor, site: Site): tf.Tensor;
}

/**
 * Π(δ + α · direction(g)): one move of steepest ascent. A zero gradient moves nothing, and padding stays zero.
 *
 * @param ball it says how far, which way and where the end is.
 * @param delta δ, in the shape of x.
 * @param gradient ∂objective/∂δ, zero on padding.
 * @param site the place, with its x, mask and key.
 */
export function move(ball: Ball, delta: tf.Tensor, gradient: tf.Tensor, site: Site): tf.Tensor {
  return tf.tidy(() => ball.project(climb(ball, delta, gradient, site), site));
}

/**
 * δ + α · direction(g): a move without its projection.
 *
 * @param ball it says how far, and which way.
 * @param delta δ, in the shape of x.
 * @param gradient ∂objective/∂δ, zero on padding.
 * @param site the place, with its x, mask and key.
 */
export function climb(ball: Ball, delta: tf.Tensor, gradient: tf.Tensor, site: Site): tf.Tensor {
  return tf.tidy(() => {
    const direction = ball.direction(visible(gradient, site), site, delta);
    return tf.add(delta, tf.mul(direction, site.value(ball.stepSize)));
  });
}

/** The size of a ball and of the moves in it. */
export interface BallOptions {
  /** ε, at least 0. `Infinity` means no projection, which is what many published runs use. */
  readonly radius: Schedule;
  /** α, at least 0 and finite: how far one move goes. */
  readonly stepSize: Schedule;
  /** s, at least 0 and finite: the magnitude of the random start; 0 starts clean. What it means is said at each ball. */
  readonly start?: Schedule;
  /** What the start scales: numbers in (−1, 1) in the shape of x. Default: uniform ones that follow from the site's key. */
  readonly draw?: Noise;
  /**
   * Whose sizes are measured: those of an `example`, over all its tokens and dimensions at once (default: FreeLB), or
   * those of each `token`, over its last axis, which for pixels are the channels of one (as SMART's code, TAVAT, CAT and
   * LAT do). L tokens of length r make an example of length r · √L, so a ball of tokens with radius r lies in the l2 ball
   * of examples with r · √L, and touches it.
   */
  readonly per?: Per;
}

/** What {@link BallOptions} must be. */
export const ballRules: RulesOf<BallOptions> = {
  radius: needed(scheduled(numberFrom(0))),
  stepSize: needed(scheduled(finite)),
  start: scheduled(finite),
  draw: aNoise,
  per: oneOf('example', 'token'),
};

function finite(value: unknown): string | undefined {
  return value === Infinity ? 'finite' : numberFrom(0)(value);
}
