import { checked, oneOf, type RulesOf } from '@advtrain/core';
import type { Schedule, Site } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { ballRules, type Ball, type BallOptions } from './ball.ts';
import { confine } from './confine.ts';
import { uniformNoise } from './noise.ts';
import { largest, unit } from './sizes.ts';

/** The size of a cube and of the moves in it. */
export interface LinfOptions extends BallOptions {
  /**
   * How it climbs: `sign` by stepSize · sign(g) (Madry et al., 2018: pixels), `largest` by stepSize · g / max |g| of
   * the example, or of each token (FreeLB's official code: embeddings). Default: `sign` where the model has a domain,
   * else `largest`.
   */
  readonly direction?: 'sign' | 'largest';
}

const linfRules: RulesOf<LinfOptions> = {
  ...ballRules,
  direction: oneOf('sign', 'largest'),
};

/**
 * {δ : |δᵢ| ≤ radius}. Starts at U(−start, start); `start` defaults to a finite radius for pixels, else to 0. `per`
 * matters to the direction `largest` alone: the cube is the same for examples and tokens.
 *
 * @param options ε, α, s and the direction; negative ones are refused, and α and s that are not finite.
 */
export function linf(options: LinfOptions): Ball {
  const {
    radius,
    stepSize,
    start,
    draw = uniformNoise(1),
    direction,
    per = 'example',
  } = checked('linf', options, linfRules);
  return {
    stepSize,
    start: (site) =>
      tf.tidy(() => {
        const magnitude = start ?? (site.domain && radius !== Infinity ? radius : 0);
        if (magnitude === 0) return tf.zerosLike(site.x);
        return confine(tf.mul(draw(site), site.value(magnitude)), site);
      }),
    direction: (gradient, site) =>
      tf.tidy(() => {
        const kind = direction ?? (site.domain ? 'sign' : 'largest');
        return kind === 'sign' ? tf.sign(gradient) : unit(gradient, largest(gradient, per));
      }),
    project: (delta, site) => tf.tidy(() => confine(clip(delta, radius, site), site)),
  };
}

function clip(delta: tf.Tensor, radius: Schedule, site: Site): tf.Tensor {
  if (radius === Infinity) return delta;
  const limit = site.value(radius);
  return tf.maximum(tf.minimum(delta, limit), tf.neg(limit));
}
