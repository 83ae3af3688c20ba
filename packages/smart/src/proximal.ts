import { checked, needed, numberAbove, roundUnits, thing, type Model, type RulesOf } from '@advtrain/core';
import type { Params, Plugin } from '@advtrain/core';
import { constant, Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { aDistance, classification, type Distance } from './distance.ts';

/** What holds the parameters back. */
export interface ProximalOptions {
  /** Whose outputs are kept close to: a moving average (`ema`) of the model, which must be among the run's plugins. */
  readonly teacher: { readonly params: Params };
  /** μ, above 0: what the term counts next to the loss. Default 1. */
  readonly weight?: number;
  /** ℓₛ, of which `lowered` is used; the teacher's outputs are constants. Default `classification`. */
  readonly distance?: Distance;
}

const rules: RulesOf<ProximalOptions> = {
  teacher: needed(thing('a moving average, ema({ model, decay })', 'params')),
  weight: numberAbove(0),
  distance: aDistance,
};

/**
 * The Bregman proximal term of SMART (Jiang et al., 2020, arXiv 1911.03437, Eq. 3), which its public code lacks:
 * μ · ℓₛ(f(x; θ), f(x; θ̄)) is added to the objective of every round, where θ̄ are a teacher's parameters. With the
 * momentum that the paper adds (Eq. 4) θ̄ is an exponential moving average: `ema({ model, decay: 0.99 })`.
 *
 * Goes with any method. The teacher's pass costs 1 unit a batch, the term itself 3 units a round; a method whose
 * rounds' weights do not add up to 1 counts it as often. The teacher sees the step's own dropout masks.
 *
 * @param options the teacher, μ, and the distance.
 */
export function proximal(options: ProximalOptions): Plugin {
  const { teacher, weight = 1, distance = classification } = checked('proximal', options, rules);
  const taught = new Slot<tf.Tensor2D>();
  return {
    name: 'proximal',
    units: (model, rounds) => proximalUnits(rounds, model),
    beforeStep: (step) => {
      taught.set(step.logits(undefined, { params: teacher.params }));
    },
    penalty: (step) => tf.mul(distance.lowered(step.logits(), taught.value!, step.counted), constant(weight)),
    dispose: () => taught.dispose(),
  };
}

/** What the term adds to a batch of so many rounds with a model: the teacher's pass, and in each round one at x. */
export function proximalUnits(rounds: number, model: Model): number {
  return 1 + rounds * roundUnits(model);
}
