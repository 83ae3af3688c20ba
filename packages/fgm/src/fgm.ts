import { checked, needed, numberAbove, roundUnits, type Model, type RulesOf } from '@advtrain/core';
import { aBall, move, type Ball } from '@advtrain/attacks';
import type { Plugin } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** How FGM trains. */
export interface FGMOptions {
  /** Its step size is the ε of the paper: an l2 ball with `radius` at least `stepSize`. */
  readonly ball: Ball;
  /** What the adversarial loss counts next to the clean one, above 0. Default 1. */
  readonly weight?: number;
}

const rules: RulesOf<FGMOptions> = {
  ball: needed(aBall),
  weight: numberAbove(0),
};

/**
 * FGM (Miyato et al., 2017, arXiv 1605.07725): a clean round, whose input gradient gives the perturbation of a second;
 * both count. The paper also normalises the embedding table, which this does not. Costs 6 units.
 *
 * @param options the ball, which is needed, and what the second round weighs.
 */
export function fgm(options: FGMOptions): Plugin {
  const { ball, weight = 1 } = checked('fgm', options, rules);
  return {
    name: 'fgm',
    units: fgmUnits,
    rounds: 2,
    *perturb(step) {
      const clean = tf.zerosLike(step.x);
      const gradient = yield { delta: clean };
      yield { delta: move(ball, clean, gradient, step), weight };
    },
  };
}

/** What a step costs with a model: two rounds. */
export function fgmUnits(model: Model): number {
  return 2 * roundUnits(model);
}
