import { aBall, type Ball } from '@advtrain/attacks';
import { checked, needed, roundUnits, type Model, type Plugin, type RulesOf } from '@advtrain/core';

/** How new-method trains. */
export interface NewMethodOptions {
  readonly ball: Ball;
}

const rules: RulesOf<NewMethodOptions> = { ball: needed(aBall) };

/**
 * new-method: one round at a random point of the ball. Costs 3 units.
 *
 * To be rewritten: paper, year, arXiv number and algorithm, and how this differs from the official code.
 *
 * @param options the ball, which is needed.
 */
export function newMethod(options: NewMethodOptions): Plugin {
  const { ball } = checked('newMethod', options, rules);
  return {
    name: 'new-method',
    units: newMethodUnits,
    rounds: 1,
    *perturb(step) {
      const delta = ball.project(ball.start(step), step);
      yield { delta };
    },
  };
}

/**
 * What a step costs with a model: one round.
 *
 * @param model it says what a pass costs.
 */
export function newMethodUnits(model: Model): number {
  return roundUnits(model);
}
