import {
  checked,
  globalNorm,
  mapParams,
  numberFrom,
  scheduled,
  type Params,
  type Plugin,
  type RulesOf,
  type Schedule,
} from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { ascending, ascentRules, type AscentOptions } from './ascent.ts';

/** How SAM trains. */
export interface SAMOptions extends AscentOptions {
  /** ρ, at least 0: how far the parameters are moved, ‖e‖₂ over all of them. Default 0.05. */
  readonly rho?: Schedule;
}

const rules: RulesOf<SAMOptions> = {
  ...ascentRules,
  rho: scheduled(numberFrom(0)),
};

/**
 * Sharpness-aware minimisation (Foret et al., 2021, arXiv 2010.01412, Algorithm 1): the gradient g of the loss at θ, then the
 * update along the gradient at θ + e, e = ρ · g / (‖g‖₂ + 1e-12) with one norm over all parameters (Eq. 2, and the
 * constant of davda54/sam). Costs 3 units more for each round of the method: 6 around natural training.
 *
 * Goes around any method: each of its rounds is taken at θ + e, where e follows from the round's own objective at its own
 * δ; perturbations of the inputs move at θ. With several batches a step, e is each batch's own (the paper's m-sharpness).
 * Penalties of other plugins count at θ + e, and not in e.
 *
 * @param given the method inside, ρ, the dropout masks, and which parameters are moved.
 */
export function sam(given: SAMOptions = {}): Plugin {
  const { rho = 0.05, ...options } = checked('sam', given, rules);
  return ascending('sam', options, (gradient, _, step) => along(gradient, step.value(rho)));
}

/** The gradient's direction, as long as ρ over all parameters. */
export function along(gradient: Params, rho: tf.Scalar): Params {
  const scale = tf.div(rho, tf.add(globalNorm(gradient), constant(1e-12)));
  return mapParams(gradient, (g) => tf.mul(g, scale));
}
