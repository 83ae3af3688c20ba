import { atLeast, type Schedule, type Site } from '@advtrain/core';
import { fold, normal, uniform } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { visible } from './confine.ts';

/**
 * A random perturbation in the shape of `site.x`, 0 on padding, a function of the site's key alone.
 *
 * @param site the place, with its x, mask and key.
 */
export type Noise = (site: Site) => tf.Tensor;

/**
 * Normal noise of standard deviation `deviation`, at least 0.
 *
 * @param deviation in the unit of x.
 */
export function normalNoise(deviation: number): Noise {
  atLeast('deviation', deviation, 0);
  return (site) => tf.tidy(() => visible(tf.mul(normal(site.x.shape, fold(site.key, 'start')), deviation), site));
}

/**
 * Uniform noise in (−magnitude, magnitude); `magnitude` is at least 0.
 *
 * @param magnitude in the unit of x; it may vary from step to step.
 */
export function uniformNoise(magnitude: Schedule): Noise {
  if (typeof magnitude === 'number') atLeast('magnitude', magnitude, 0);
  return (site) =>
    tf.tidy(() => {
      const drawn = uniform(site.x.shape, fold(site.key, 'start'), -1, 1);
      return visible(tf.mul(drawn, site.value(magnitude)), site);
    });
}
