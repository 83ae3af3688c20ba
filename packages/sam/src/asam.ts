import {
  aFunction,
  checked,
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
import { along } from './sam.ts';

/** How ASAM trains. */
export interface ASAMOptions extends AscentOptions {
  /** ρ, at least 0. Default 0.5, as in the paper and in SamsungLabs/ASAM; davda54/sam advises 2, with its other `eta`. */
  readonly rho?: Schedule;
  /** η, at least 0: added to |θ|, so that a parameter that is 0 can move. Default 0.01, as in the paper; davda54/sam has 0. */
  readonly eta?: number;
  /**
   * Which parameters are moved in proportion to their size, by name; the others are moved as SAM does. Default: all but
   * biases, as in the paper and in SamsungLabs/ASAM; in davda54/sam biases too.
   *
   * @param name the parameter's.
   */
  readonly scales?: (name: string) => boolean;
}

const rules: RulesOf<ASAMOptions> = {
  ...ascentRules,
  rho: scheduled(numberFrom(0)),
  eta: numberFrom(0),
  scales: aFunction("a parameter's name"),
};

/**
 * Adaptive sharpness-aware minimisation (Kwon et al., 2021, arXiv 2102.11600, Algorithm 1): {@link sam} with
 * e = ρ · T² g / (‖T g‖₂ + 1e-12), T = |θ| + η for weights and 1 for biases, so that it does not depend on the scale of
 * the weights. The paper's constant in the norm is 0, SamsungLabs/ASAM's 1e-16. Costs as SAM, and goes around any method.
 *
 * @param given the method inside, ρ, η, the dropout masks, and which parameters are moved.
 */
export function asam(given: ASAMOptions = {}): Plugin {
  const { rho = 0.5, eta = 0.01, scales = isNoBias, ...options } = checked('asam', given, rules);
  return ascending('asam', options, (gradient, params, step) => {
    const scaled = (tensors: Params): Params =>
      mapParams(tensors, (tensor, name) =>
        scales(name) ? tf.mul(tensor, tf.add(tf.abs(params[name]!), constant(eta))) : tensor,
      );
    return scaled(along(scaled(gradient), step.value(rho)));
  });
}

function isNoBias(name: string): boolean {
  return !name.endsWith('bias');
}
