import { checked, numberFrom, scheduled, type Plugin, type RulesOf, type Schedule } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { shifting, shiftRules, type ShiftOptions } from './shifted.ts';

/** How AWP trains. */
export interface AWPOptions extends ShiftOptions {
  /** γ, at least 0: ‖v‖₂ of each tensor, as a share of the tensor's own. Default 0.01; the official code has 0.005 for TRADES. */
  readonly gamma?: Schedule;
  /**
   * Which parameters are perturbed. Default, as in the official code: matrices and kernels.
   *
   * @param name the parameter's.
   * @param theta the parameter itself, for its shape.
   */
  readonly perturbs?: (name: string, theta: tf.Tensor) => boolean;
}

const rules: RulesOf<AWPOptions> = {
  ...shiftRules,
  gamma: scheduled(numberFrom(0)),
};

/**
 * Adversarial weight perturbation (Wu et al., 2020, arXiv 2004.05884, Algorithm 1): each round of a method at w + v,
 * v = γ · ‖w‖ · g / (‖g‖ + 1e-20) of each tensor alone (Eq. 10 with one step), g the gradient of the round's objective at w
 * and at the round's own δ, which was found at w. Costs 3 units more for each round of the method, 6 around TRADES:
 * 2m + 6 around PGD-m.
 *
 * The official code (csdongxian/AWP) takes w + v back only after the optimizer's step, so that its weight decay sees the
 * perturbed weights; here the optimizer sees w. Its proxy model takes a step of SGD, whose rate cancels out. It has no
 * dropout: here both passes have the step's masks. It perturbs from an epoch on: {@link startingAt}. Penalties of other
 * plugins count at w + v, and not in v.
 *
 * @param given the method inside, γ, and which parameters are perturbed. Default: natural training inside.
 */
export function awp(given: AWPOptions = {}): Plugin {
  const { gamma = 0.01, perturbs = isMatrix, ...options } = checked('awp', given, rules);
  return shifting(
    {
      name: 'awp',
      perturbation: (theta, gradient, step) => {
        const scale = tf.div(tf.norm(theta), tf.add(tf.norm(gradient), constant(1e-20)));
        return tf.mul(gradient, tf.mul(step.value(gamma), scale));
      },
    },
    { perturbs, ...options },
  );
}

function isMatrix(name: string, theta: tf.Tensor): boolean {
  return theta.rank > 1 && !name.endsWith('bias');
}
