import { aBall, move, type Ball } from '@advtrain/attacks';
import { checked, needed, roundUnits, wholeFrom, type Model, type Plugin, type RulesOf } from '@advtrain/core';

/** How FreeLB trains. */
export interface FreeLBOptions {
  readonly ball: Ball;
  /** K: rounds a step, each of which gives 1/K of the parameter gradient; δ moves K − 1 times. At least 1. Default 3. */
  readonly steps?: number;
}

const rules: RulesOf<FreeLBOptions> = {
  ball: needed(aBall),
  steps: wholeFrom(1),
};

/**
 * FreeLB (Zhu et al., 2020, arXiv 1909.11764, Algorithm 1): K ascent steps on the perturbation, averaging the parameter
 * gradients met along the way, then one update. One set of dropout masks serves all K rounds. Costs 3K units.
 *
 * `steps` is the K of the paper's algorithm and `adv_steps` of the official Hugging Face script; the official fairseq
 * script's `adv_steps` m, which the paper's tables state, makes m + 1 rounds: K = m + 1.
 *
 * @param options the ball, which is needed, and K.
 */
export function freelb(options: FreeLBOptions): Plugin {
  const { ball, steps = 3 } = checked('freelb', options, rules);
  const weight = 1 / steps;
  return {
    name: 'freelb',
    units: (model) => freelbUnits(steps, model),
    rounds: steps,
    *perturb(step) {
      let delta = ball.start(step);
      for (let k = 1; k < steps; k++) {
        const gradient = yield { delta, weight };
        delta = move(ball, delta, gradient, step);
      }
      yield { delta, weight };
    },
  };
}

/** What a step of K rounds costs with a model. */
export function freelbUnits(steps: number, model: Model): number {
  return steps * roundUnits(model);
}
