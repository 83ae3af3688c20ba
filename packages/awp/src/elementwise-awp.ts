import {
  checked,
  numberFrom,
  oneOf,
  scheduled,
  type Params,
  type Plugin,
  type Round,
  type RulesOf,
  type Schedule,
  type Step,
} from '@advtrain/core';
import { constant, dot, stopGradient } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { shifting, shiftRules, type ShiftOptions } from './shifted.ts';

/** How AWP trains as text competitions have it. */
export interface ElementwiseAWPOptions extends ShiftOptions {
  /** `adv_lr`, at least 0: ‖v‖₂ of each tensor before it is cut, as a share of the tensor's own. Default 1. */
  readonly stepSize?: Schedule;
  /** `adv_eps`, at least 0: how far each entry may go, as a share of its own size. Default 0.01. */
  readonly radius?: Schedule;
  /**
   * Which parameters are perturbed (`adv_param`). Default: all but biases; normalisation is among them.
   *
   * @param name the parameter's.
   * @param theta the parameter itself, for its shape.
   */
  readonly perturbs?: (name: string, theta: tf.Tensor) => boolean;
  /**
   * Whether the update is along the gradient at the perturbed weights alone (`dropped`, default), or along its sum with
   * the gradient at the plain ones, by which they were perturbed (`added`).
   */
  readonly plain?: 'dropped' | 'added';
}

const rules: RulesOf<ElementwiseAWPOptions> = {
  ...shiftRules,
  stepSize: scheduled(numberFrom(0)),
  radius: scheduled(numberFrom(0)),
  plain: oneOf('dropped', 'added'),
};

/**
 * AWP as competitions in text classification use it, which no paper describes: v = stepSize · (‖w‖ + 1e-6) · g / (‖g‖ + 1e-6)
 * of each tensor, each entry then cut to ± radius · |w|. With the usual settings nearly every entry is cut, so that what is
 * left is the sign of the gradient, as large as radius · |w|. Costs 3 units more for each round of the method.
 *
 * Two methods go by this name: public codes that set the gradient to zero between the passes drop the plain one, the others
 * add it. Public codes draw new dropout masks for the second pass; here both have the step's.
 *
 * @param given the method inside (default: natural training), the radius, the step size, which of the two methods it is, and which
 *   parameters are perturbed.
 */
export function elementwiseAWP(given: ElementwiseAWPOptions = {}): Plugin {
  const {
    stepSize = 1,
    radius = 0.01,
    perturbs = isNoBias,
    plain = 'dropped',
    ...options
  } = checked('elementwiseAWP', given, rules);
  return shifting(
    {
      name: 'elementwise-awp',
      perturbation: (theta, gradient, step) => {
        const tiny = constant(1e-6);
        const scale = tf.div(tf.add(tf.norm(theta), tiny), tf.add(tf.norm(gradient), tiny));
        const far = tf.mul(gradient, tf.mul(step.value(stepSize), scale));
        const limit = tf.mul(tf.abs(theta), step.value(radius));
        return tf.maximum(tf.minimum(far, limit), tf.neg(limit));
      },
      ...(plain === 'added' && { remade: withGradient }),
    },
    { perturbs, ...options },
  );
}

/** The round, with a gradient added to its own: that of a term whose value is 0. */
function withGradient(round: Round, gradient: Params, step: Step): Round {
  const { objective = step.objective } = round;
  return {
    ...round,
    objective: (delta) =>
      Object.entries(gradient).reduce<tf.Scalar>((sum, [name, g]) => {
        const theta = step.params[name]!;
        return tf.add(sum, dot(g, tf.sub(theta, stopGradient(theta))));
      }, objective(delta)),
  };
}

function isNoBias(name: string): boolean {
  return !name.endsWith('bias');
}
