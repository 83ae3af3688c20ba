import { aBall, aNoise, ascend, linf, normalNoise, type Ball, type Noise } from '@advtrain/attacks';
import {
  checked,
  numberAbove,
  roundUnits,
  wholeFrom,
  type Model,
  type Objective,
  type Plugin,
  type RulesOf,
} from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { aDistance, classification, type Distance } from './distance.ts';

/** How SMART trains. */
export interface SMARTOptions {
  /** Where δ may be and how it moves. Default, as in the paper: |δᵢ| ≤ 1e-5, by 1e-3 · g / max |g|. */
  readonly ball?: Ball;
  /** Where δ starts. Default, as in the paper: normal with standard deviation 1e-5. */
  readonly noise?: Noise;
  /** K: moves of δ, at least 1. Default 1. */
  readonly steps?: number;
  /** λ, above 0: what the regulariser counts next to the loss. Default 1. */
  readonly weight?: number;
  /** ℓₛ: what is climbed and lowered. Default `classification`, the paper's symmetric KL divergence. */
  readonly distance?: Distance;
}

const rules: RulesOf<SMARTOptions> = {
  ball: aBall,
  noise: aNoise,
  steps: wholeFrom(1),
  weight: numberAbove(0),
  distance: aDistance,
};

/**
 * SMART's smoothness-inducing adversarial regulariser (Jiang et al., 2020, arXiv 1911.03437, Eq. 1): the loss, plus
 * λ · ℓₛ(f(x + δ), f(x)) at the δ that maximises ℓₛ. Its other half, the Bregman proximal point, is {@link proximal}.
 *
 * The official code differs, and is an option: `officialBall()` with `distance: officialClassification`.
 * Costs 7 + 2 · steps units: a clean forward pass for the moves' target, the moves, and a round of two points at once,
 * whose gradients need one another's outputs. All passes share their dropout masks; the official code draws new ones.
 *
 * @param options the ball, the start's noise, the moves, λ, and the distance.
 */
export function smart(options: SMARTOptions = {}): Plugin {
  const { steps = 1, weight = 1, distance = classification } = checked('smart', options, rules);
  const { ball = linf({ radius: 1e-5, stepSize: 1e-3, direction: 'largest' }), noise = normalNoise(1e-5) } = options;
  return {
    name: 'smart',
    units: (model) => smartUnits(steps, model),
    *perturb(step) {
      const target = step.logits();
      const climbed: Objective = (point) => distance.climbed(step.logits(point), target, step.counted);
      const delta = ascend(step, { ball, steps, start: noise(step), objective: climbed });
      yield {
        delta,
        objective: (point) => {
          const clean = step.logits();
          const apart = distance.lowered(step.logits(point), clean, step.counted);
          return tf.add(step.loss(clean), tf.mul(apart, constant(weight)));
        },
      };
    },
  };
}

/** What a step of K moves costs with a model. */
export function smartUnits(steps: number, model: Model): number {
  return 1 + 2 * steps + 2 * roundUnits(model);
}
