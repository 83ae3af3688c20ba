import {
  aFunction,
  aMethod,
  mapParams,
  numberAbove,
  oneOf,
  roundsOf,
  roundUnits,
  shiftedRounds,
  wrapped,
  type Params,
  type Plugin,
  type Round,
  type RulesOf,
  type Step,
} from '@advtrain/core';
import { fold } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { exchangeable } from './masks.ts';

/** What SAM and ASAM have in common. */
export interface AscentOptions {
  /** The method whose rounds are taken at the moved parameters. Default: natural training. */
  readonly method?: Plugin;
  /**
   * Which parameters are moved, by name. The norm is over these alone. Default: all, as in the official codes.
   *
   * @param name the parameter's.
   */
  readonly moves?: (name: string) => boolean;
  /**
   * The dropout masks of the pass that finds where to move: masks of its own (`own`, default, as in the official codes), or
   * those of the step, which the round that counts has in any case (`shared`).
   */
  readonly masks?: 'own' | 'shared';
  /** What one round of the method costs with a model that trains whole, in units. Default 3; 6 where it takes two points at once (TRADES,
   * SMART, R3F). */
  readonly round?: number;
}

/** What {@link AscentOptions} must be. */
export const ascentRules: RulesOf<AscentOptions> = {
  method: aMethod,
  moves: aFunction("a parameter's name"),
  masks: oneOf('own', 'shared'),
  round: numberAbove(0),
};

/** How far to move the parameters: e by name, of the parameters and of the gradient at them. */
export type Ascent = (gradient: Params, params: Params, step: Step) => Params;

/** Each round of a method taken at θ + e, where e follows from the gradient of that round's objective at θ. */
export function ascending(
  name: string,
  { method, moves = () => true, masks = 'own', round = 3 }: AscentOptions,
  ascent: Ascent,
): Plugin {
  return wrapped(method, {
    name,
    units: (model, rounds) => (round / 3) * roundUnits(model) * rounds,
    *perturb(step) {
      const { step: seen, withMasks } = exchangeable(step);
      let last: Params = {};
      const shift = ({ delta, objective, params }: Round): Params => {
        // The round at these is over, and they are as large as the model.
        tf.dispose(last);
        const there = params ? step.with({ params }) : step;
        const found = (): Params => there.parameterGradient(delta, objective);
        last = tf.tidy(() => {
          const gradient = chosen(masks === 'own' ? withMasks(fold(step.key, name), found) : found(), moves);
          return mapParams(ascent(gradient, there.params, step), (e, at) => tf.add(there.params[at]!, e));
        });
        return last;
      };
      yield* shiftedRounds(roundsOf(method, seen), step, shift);
    },
  });
}

/** The gradient of those parameters that are moved. */
function chosen(gradient: Params, moves: (name: string) => boolean): Params {
  const names = Object.keys(gradient).filter(moves);
  if (names.length === 0)
    throw new Error('None of the parameters that the loss reaches is moved, but one must be: let moves name some.');
  return Object.fromEntries(names.map((name) => [name, gradient[name]!]));
}
