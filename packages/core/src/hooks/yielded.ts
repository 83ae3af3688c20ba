import * as tf from '@tensorflow/tfjs-core';
import type { Round, Step } from '../contract/step.ts';
import { checked } from '../options/checked.ts';
import { aFunction, needed, numberThat, type RulesOf } from '../options/rules.ts';
import { shown } from '../options/shown.ts';
import { aScalar, aTensor, tensorsByName } from '../options/tensor-rules.ts';

type Guard = (check: (...args: unknown[]) => unknown) => (...args: unknown[]) => unknown;

/** What hooks yield, each of it checked before it is handed on; `guard` has the name of the plugin in errors that come later. */
export const yielded: Readonly<
  Record<string, (given: unknown, args: readonly unknown[], guard: Guard) => Generator<unknown, unknown>>
> = {
  batches: function* (given) {
    yield* iterable(given, 'an iterable of batches');
  },
  perturb: function* (given, args, guard) {
    const rounds = iterable(given, 'a generator of rounds: write *perturb(step) { yield { delta }; }')[
      Symbol.iterator
    ]();
    const scalar = guard(refuseNoScalar);
    let next = rounds.next();
    if (next.done) throw new Error('it yields no round, but must yield at least one: { delta: tf.zerosLike(step.x) }.');
    while (!next.done) {
      const direction: unknown = yield checkedRound(next.value, args[0] as Step, scalar);
      next = rounds.next(direction);
    }
    return next.value;
  },
};

const roundRules: RulesOf<Round> = {
  delta: needed(aTensor),
  objective: aFunction('δ'),
  weight: numberThat('a finite number', Number.isFinite),
  params: tensorsByName,
};

function checkedRound(given: unknown, { x }: Step, scalar: (value: unknown) => unknown): Round {
  if (typeof given !== 'object' || given === null)
    throw new Error(`it yields ${shown(given)}, but must yield a round: { delta, objective, weight, params }.`);
  const round = checked('A round', given as Round, roundRules);
  const { delta, objective } = round;
  if (objective)
    return {
      ...round,
      objective: (point) => {
        const value = objective(point);
        scalar(value);
        return value;
      },
    };
  if (!tf.util.arraysEqual(delta.shape, x.shape))
    throw new Error(
      `delta is ${shown(delta)}, but must be in the shape of step.x, [${x.shape.join()}], where a round has no objective.`,
    );
  return round;
}

function refuseNoScalar(value: unknown): void {
  const must = aScalar(value);
  if (must !== undefined) throw new Error(`the objective of a round is ${shown(value)}, but must be ${must}.`);
}

function iterable(given: unknown, must: string): Iterable<unknown, unknown, unknown> {
  if (typeof given === 'object' && given !== null && Symbol.iterator in given)
    return given as Iterable<unknown, unknown, unknown>;
  throw new Error(`it returns ${shown(given)}, but must return ${must}.`);
}
