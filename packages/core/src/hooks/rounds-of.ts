import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../contract/model.ts';
import type { Plugin } from '../contract/plugin.ts';
import type { Round, Rounds, Step } from '../contract/step.ts';
import { attribute } from './attribute.ts';

/**
 * The rounds that a plugin takes of a step, for methods that wrap methods: those of its `perturb`, or one at the clean
 * point where it has none, or there is no plugin. On a view of a step ({@link Step.with}) they are rounds of the view. Their
 * errors have the plugin's name.
 *
 * @param plugin the method inside.
 * @param step the step, or a view of it.
 */
export function* roundsOf(plugin: Plugin | undefined, step: Step): Rounds {
  const rounds = (plugin && attribute(plugin).perturb)?.(step) ?? cleanRound(step);
  const own = step.params === step.model.params ? undefined : step.params;
  let next = rounds.next();
  while (!next.done) {
    const { params: others, ...round } = next.value;
    const params = own && others ? { ...own, ...others } : (own ?? others);
    const objective = round.objective ?? step.objective;
    const direction = yield { ...round, objective, ...(params && { params }) };
    next = rounds.next(direction);
  }
}

/**
 * The rounds of a method, each taken at the parameters that `shift` gives for it (those not named are the round's own, or the
 * model's; `undefined` leaves the round as it is). The method gets ∂/∂δ as it is found there. `shift` is called once a
 * round, in order, and may ask `step` for a {@link Step.parameterGradient} at the round's δ. Throws for a view with
 * parameters of its own, which would keep them.
 *
 * @param rounds those of the method inside.
 * @param step the step that they belong to.
 * @param shift gives other parameters by name; it must read no value back.
 */
export function* shiftedRounds(
  rounds: Rounds,
  step: Step,
  shift: (round: Round, step: Step) => Params | undefined,
): Rounds {
  if (step.params !== step.model.params)
    throw new Error('The step has parameters of its own, which its rounds would keep: shift those of the step itself.');
  let next = rounds.next();
  while (!next.done) {
    const round = next.value;
    const params = shift(round, step);
    const direction = yield params ? { ...round, params: { ...round.params, ...params } } : round;
    next = rounds.next(direction);
  }
}

/** What a step does when no plugin perturbs. */
export function* cleanRound(step: Step): Rounds {
  yield { delta: tf.zerosLike(step.x) };
}
