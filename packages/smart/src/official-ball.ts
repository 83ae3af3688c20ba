import { largest, visible, type Ball } from '@advtrain/attacks';
import { checked, numberAbove, numberFrom, type RulesOf } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How the official code moves. */
export interface OfficialBallOptions {
  /** What the raw gradient is multiplied by, at least 0. Default 1e-3. */
  readonly stepSize?: number;
  /** Added to the largest entry before dividing by it, above 0. Default 1e-6. */
  readonly epsilon?: number;
}

const rules: RulesOf<OfficialBallOptions> = {
  stepSize: numberFrom(0),
  epsilon: numberAbove(0),
};

/**
 * How the official code (mt-dnn) moves instead of the paper's projected ascent: v = δ + stepSize · g with the raw
 * gradient, then δ = v / (max |v| of the token + epsilon). The largest entry of every token is then 1, whatever the step
 * size, and also where the gradient is zero; with the published settings v is the start's noise, so what is trained on is
 * noise of size 1.
 *
 * @param options the step size, and epsilon.
 */
export function officialBall(options: OfficialBallOptions = {}): Ball {
  const { stepSize = 1e-3, epsilon = 1e-6 } = checked('officialBall', options, rules);
  return {
    stepSize,
    start: ({ x }) => tf.zerosLike(x),
    direction: (gradient) => gradient,
    project: (v, site) => tf.tidy(() => visible(tf.div(v, tf.add(largest(v, 'token'), constant(epsilon))), site)),
  };
}
