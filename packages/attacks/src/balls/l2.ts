import { checked } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { ballRules, type Ball, type BallOptions } from './ball.ts';
import { confine, visible } from './confine.ts';
import { uniformNoise } from './noise.ts';
import { freedom, norm, shrinkage, unit } from './sizes.ts';

/**
 * {δ : ‖δ‖₂ ≤ radius}, the norm of an example taken over all its tokens and dimensions at once, or of each token.
 *
 * Climbs by stepSize · g / ‖g‖₂. Starts at U(−1, 1) · start / √(real tokens · width), so that ‖δ₀‖ ≈ start / √3
 * (FreeLB's official code), or per token at U(−1, 1) · start / √width; `start` defaults to 0.
 *
 * @param options ε, α, s and whose sizes they are; negative ones are refused, and α and s that are not finite.
 */
export function l2(options: BallOptions): Ball {
  const { radius, stepSize, start = 0, draw = uniformNoise(1), per = 'example' } = checked('l2', options, ballRules);
  return {
    stepSize,
    start: (site) =>
      tf.tidy(() => {
        if (start === 0) return tf.zerosLike(site.x);
        const scale = tf.div(site.value(start), tf.sqrt(tf.maximum(freedom(site, per), constant(1))));
        return confine(tf.mul(draw(site), scale), site);
      }),
    direction: (gradient) => tf.tidy(() => unit(gradient, norm(gradient, per))),
    project: (delta, site) =>
      tf.tidy(() => {
        if (radius === Infinity) return confine(delta, site);
        // A perturbation that FreeAT brings along from another batch may lie on padding, which must not count.
        const seen = visible(delta, site);
        return confine(tf.mul(seen, shrinkage(norm(seen, per), site.value(radius))), site);
      }),
  };
}
