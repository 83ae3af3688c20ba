import type { Schedule, Site } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { confine, largest, unit, visible, type Ball } from './ball.ts';
import { checkBall, type BallOptions } from './l2.ts';
import { uniformNoise } from './noise.ts';

/** The size of a cube and of the moves in it. */
export interface LinfOptions extends BallOptions {
  /**
   * How it ascends: `sign` by stepSize · sign(g) (Madry et al., 2018: pixels), `largest` by stepSize · g / max |g| of
   * the example (FreeLB's official code: embeddings). Default: `sign` where the model has a domain, else `largest`.
   */
  readonly direction?: 'sign' | 'largest';
}

/** {δ : |δᵢ| ≤ radius}. Starts at U(−start, start); `start` defaults to a finite radius for pixels, else to 0. */
export function linf({ radius, stepSize, start, draw = uniformNoise(1), direction }: LinfOptions): Ball {
  checkBall({ radius, stepSize, start });
  const ball: Ball = {
    random: (site) =>
      tf.tidy(() => {
        const magnitude = start ?? (site.domain && radius !== Infinity ? radius : 0);
        if (magnitude === 0) return tf.zerosLike(site.x);
        return confine(tf.mul(draw(site), site.value(magnitude)), site);
      }),
    ascend: (delta, gradient, site) =>
      tf.tidy(() => {
        const towards = ascent(direction ?? (site.domain ? 'sign' : 'largest'), visible(gradient, site));
        return ball.project(tf.add(delta, tf.mul(towards, site.value(stepSize))), site);
      }),
    project: (delta, site) => tf.tidy(() => confine(clip(delta, radius, site), site)),
  };
  return ball;
}

function ascent(direction: 'sign' | 'largest', gradient: tf.Tensor): tf.Tensor {
  return direction === 'sign' ? tf.sign(gradient) : unit(gradient, largest(gradient));
}

function clip(delta: tf.Tensor, radius: Schedule, site: Site): tf.Tensor {
  if (radius === Infinity) return delta;
  const limit = site.value(radius);
  return tf.maximum(tf.minimum(delta, limit), tf.neg(limit));
}
