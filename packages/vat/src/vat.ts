import { aNoise, norm, normalNoise, unit, type Noise } from '@advtrain/attacks';
import {
  checked,
  needed,
  numberAbove,
  numberFrom,
  roundUnits,
  scheduled,
  wholeFrom,
  type Model,
  type Objective,
  type Plugin,
  type RulesOf,
  type Schedule,
} from '@advtrain/core';
import { constant, kullbackLeibler, Slot, stopGradient } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How VAT trains. */
export interface VATOptions {
  /** ε, at least 0 and finite: the ‖·‖₂ of an example's perturbation, over all its tokens and dimensions. */
  readonly radius: Schedule;
  /** ξ, above 0: how far from the clean point a power iteration takes its gradient. Default 0.1. */
  readonly probe?: number;
  /** Power iterations, at least 1. Default 1. */
  readonly iterations?: number;
  /** λ, above 0: what the divergence counts next to the loss. Default 1. */
  readonly weight?: number;
  /** Added to each norm before dividing by it, at least 0: 1e-8 in the code that it was checked against. Default 0. */
  readonly tiny?: number;
  /** Where the power iteration starts, before it is normalised. Default: standard normal. */
  readonly noise?: Noise;
}

const rules: RulesOf<VATOptions> = {
  radius: needed(scheduled(numberFrom(0))),
  probe: numberAbove(0),
  iterations: wholeFrom(1),
  weight: numberAbove(0),
  tiny: numberFrom(0),
  noise: aNoise,
};

/**
 * Virtual adversarial training (Miyato et al., 2018, arXiv 1704.03976, Algorithm 1): the loss, plus
 * λ · KL(p(x) ‖ p(x + ε d)), whose target is a constant. Power iteration finds d: from a random unit vector,
 * d ← normalise(∂KL(p(x) ‖ p(x + ξ d)) / ∂d). The second term needs no labels.
 *
 * Costs 6 + 2 · iterations units: a clean round, which gives the target too, the iterations, and a round at x + ε d.
 * All of them share their dropout masks. For two classes or more. As published, x + ε d may leave a model's domain.
 *
 * @param options ε, which is needed, ξ, the iterations, and λ.
 */
export function vat(options: VATOptions): Plugin {
  const {
    radius,
    probe = 0.1,
    iterations = 1,
    weight = 1,
    tiny = 0,
    noise = normalNoise(1),
  } = checked('vat', options, rules);
  if (radius === Infinity) throw new Error('radius is Infinity, but must be finite: VAT moves as far as that.');
  const normalise = (v: tf.Tensor): tf.Tensor => unit(v, tf.add(norm(v), constant(tiny)));
  const clean = new Slot<tf.Tensor2D>();
  return {
    name: 'vat',
    units: (model) => vatUnits(iterations, model),
    rounds: 2,
    *perturb(step) {
      const remembered: Objective = (delta) => {
        const logits = step.logits(delta);
        clean.set(stopGradient(logits));
        return step.loss(logits);
      };
      yield { delta: tf.zerosLike(step.x), objective: remembered };
      const divergence: Objective = (delta) => kullbackLeibler(clean.value!, step.logits(delta), step.counted);
      let direction = normalise(noise(step));
      for (let i = 0; i < iterations; i++)
        direction = normalise(step.gradient(tf.mul(direction, constant(probe)), divergence));
      yield { delta: tf.mul(direction, step.value(radius)), objective: divergence, weight };
    },
    dispose: () => clean.dispose(),
  };
}

/** What a step with so many power iterations costs with a model. */
export function vatUnits(iterations: number, model: Model): number {
  return 2 * roundUnits(model) + 2 * iterations;
}
