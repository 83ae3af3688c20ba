import { aBall, aNoise, ascend, normalNoise, type Ball, type Noise } from '@advtrain/attacks';
import {
  checked,
  needed,
  numberAbove,
  roundUnits,
  wholeFrom,
  type Model,
  type Objective,
  type Plugin,
  type RulesOf,
} from '@advtrain/core';
import { constant, kullbackLeibler } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How TRADES trains. */
export interface TRADESOptions {
  readonly ball: Ball;
  /** K: moves of δ, at least 1. Default 10. */
  readonly steps?: number;
  /** β = 1/λ, above 0: what robustness counts next to accuracy. Default 6, as in the official code. */
  readonly weight?: number;
  /** Where δ starts. Default, as in the paper: normal with standard deviation 0.001. */
  readonly noise?: Noise;
}

const rules: RulesOf<TRADESOptions> = {
  ball: needed(aBall),
  steps: wholeFrom(1),
  weight: numberAbove(0),
  noise: aNoise,
};

/**
 * TRADES (Zhang et al., 2019, arXiv 1901.08573, Algorithm 1): the clean loss, plus β · KL(p(x) ‖ p(x + δ)) at the δ that
 * maximises it, with gradients through both sides. As in the official code the attack sees the model as in evaluation,
 * without dropout; the two passes that train share their masks.
 *
 * Costs 7 + 2 · steps units: a clean forward pass for the attack, which the official code repeats at every move, the
 * moves, and a round of two points at once. For two classes or more.
 *
 * @param options the ball, which is needed, the start's noise, the moves, and β.
 */
export function trades(options: TRADESOptions): Plugin {
  const { ball, steps = 10, weight = 6, noise = normalNoise(0.001) } = checked('trades', options, rules);
  const evaluation = { key: null };
  return {
    name: 'trades',
    units: (model) => tradesUnits(steps, model),
    *perturb(step) {
      const target = step.logits(undefined, evaluation);
      const climbed: Objective = (point) => kullbackLeibler(target, step.logits(point, evaluation), step.counted);
      const delta = ascend(step, { ball, steps, start: noise(step), objective: climbed });
      yield {
        delta,
        objective: (point) => {
          const clean = step.logits();
          return tf.add(
            step.loss(clean),
            tf.mul(kullbackLeibler(clean, step.logits(point), step.counted), constant(weight)),
          );
        },
      };
    },
  };
}

/** What a step of K moves costs with a model. */
export function tradesUnits(steps: number, model: Model): number {
  return 1 + 2 * steps + 2 * roundUnits(model);
}
