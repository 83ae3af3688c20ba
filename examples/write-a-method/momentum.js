// @ts-check
import { move } from '@advtrain/attacks';
import { atLeast, roundUnits, wholeNumber } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * FreeLB (Zhu et al. 2020) whose perturbation has momentum, as in the attack of Dong et al. (2018, arXiv 1710.06081):
 * δ climbs along a decaying sum of the gradients of all rounds so far instead of the last one alone. Costs 3K units.
 *
 * @param {object} options
 * @param {import('@advtrain/attacks').Ball} options.ball what δ may be, and how it moves
 * @param {number} [options.steps] K: rounds a step, at least 1; default 3
 * @param {number} [options.momentum] μ: what is kept of the sum from round to round, at least 0; default 0.5
 * @returns {import('@advtrain/core').Plugin}
 */
export function momentum({ ball, steps = 3, momentum: kept = 0.5 }) {
  wholeNumber('steps', steps, 1);
  atLeast('momentum', kept, 0);
  const weight = 1 / steps;
  return {
    name: 'momentum',
    units: (model) => steps * roundUnits(model),
    *perturb(step) {
      let delta = ball.start(step);
      let velocity = tf.zerosLike(delta);
      for (let k = 1; k < steps; k++) {
        const gradient = yield { delta, weight };
        velocity = tf.add(tf.mul(velocity, kept), gradient);
        delta = move(ball, delta, velocity, step);
      }
      yield { delta, weight };
    },
  };
}
