import type { Ball } from '@advtrain/attacks';
import { roundUnits, type Model, type Plugin } from '@advtrain/core';

/** How new-method trains. */
export interface NewMethodOptions {
  readonly ball: Ball;
}

/**
 * new-method: one round at a random point of the ball. Costs 3 units.
 *
 * To be rewritten: paper, year, arXiv number and algorithm, and how this differs from the official code.
 */
export function newMethod({ ball }: NewMethodOptions): Plugin {
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

/** What a step costs with a model: one round. */
export function newMethodUnits(model: Model): number {
  return roundUnits(model);
}
