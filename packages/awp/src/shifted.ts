import {
  aFunction,
  aMethod,
  numberAbove,
  roundsOf,
  roundUnits,
  wrapped,
  type Params,
  type Plugin,
  type Round,
  type RulesOf,
  type Step,
} from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** What both kinds of AWP have in common. */
export interface ShiftOptions {
  /** The method whose rounds are taken at perturbed weights. Default: natural training. */
  readonly method?: Plugin;
  /**
   * Which parameters are perturbed.
   *
   * @param name the parameter's.
   * @param theta the parameter itself, for its shape.
   */
  readonly perturbs?: (name: string, theta: tf.Tensor) => boolean;
  /** What one round of the method costs with a model that trains whole, in units. Default 3; 6 where it takes two points at once (TRADES,
   * SMART, R3F). */
  readonly round?: number;
}

/** What {@link ShiftOptions} must be. */
export const shiftRules: RulesOf<ShiftOptions> = {
  method: aMethod,
  perturbs: aFunction("a parameter's name and value"),
  round: numberAbove(0),
};

/** How a wrapper perturbs weights, and what else it does with the gradient that it does so by. */
export interface Shift {
  readonly name: string;
  /** v, of one parameter and its gradient. */
  readonly perturbation: (theta: tf.Tensor, gradient: tf.Tensor, step: Step) => tf.Tensor;
  /** A round at the perturbed weights, made from one at the plain ones. Default: the same. */
  readonly remade?: (round: Round, gradient: Params, step: Step) => Round;
}

/** Each round of a method taken at w + v, where v follows from the gradient of the round's objective at w. */
export function shifting(
  { name, perturbation, remade = (round) => round }: Shift,
  { method, perturbs = () => true, round: cost = 3 }: ShiftOptions,
): Plugin {
  return wrapped(method, {
    name,
    units: (model, rounds) => (cost / 3) * roundUnits(model) * rounds,
    *perturb(step) {
      const rounds = roundsOf(method, step);
      let next = rounds.next();
      while (!next.done) {
        const round = next.value;
        const there = round.params ? step.with({ params: round.params }) : step;
        const gradient = there.parameterGradient(round.delta, round.objective);
        const chosen = Object.entries(gradient).filter(([at]) => perturbs(at, there.params[at]!));
        if (chosen.length === 0)
          throw new Error('None of the parameters that the loss reaches is perturbed: let perturbs name some.');
        const params = tf.tidy(() =>
          Object.fromEntries(
            chosen.map(([at, g]) => [at, tf.add(there.params[at]!, perturbation(there.params[at]!, g, step))]),
          ),
        );
        const direction = yield { ...remade(round, gradient, step), params: { ...round.params, ...params } };
        // They are as large as the model, and the round is over.
        tf.dispose([gradient, params]);
        next = rounds.next(direction);
      }
    },
  });
}
