import { checked, needed, oneOf, type RulesOf } from '@advtrain/core';
import { aBall, ascend, put, take, type Ball } from '@advtrain/attacks';
import type { Plugin } from '@advtrain/core';
import { Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { pgd, pgdUnits } from './pgd.ts';

/** How Fast trains. */
export interface FastOptions {
  /** The paper moves by 1.25 · radius. */
  readonly ball: Ball;
  /**
   * Where δ starts: as the ball draws it (`random`, the paper's; default), at 0 (`clean`), or where the last batch
   * left it, by its place in the batch (`previous`, as FreeAT does; an option of the official code).
   */
  readonly start?: 'random' | 'clean' | 'previous';
}

const rules: RulesOf<FastOptions> = {
  ball: needed(aBall),
  start: oneOf('random', 'clean', 'previous'),
};

/**
 * Fast adversarial training (Wong et al., 2020, arXiv 2001.03994, Algorithm 3): one move from a random start, then one
 * round there. Costs 5 units.
 *
 * @param options the ball, which is needed, and where δ starts.
 */
export function fast(options: FastOptions): Plugin {
  const { ball, start = 'random' } = checked('fast', options, rules);
  if (start !== 'previous') return { ...pgd({ ball, steps: 1, start }), name: 'fast' };
  const carried = new Slot();
  return {
    name: 'fast',
    units: (model) => pgdUnits(1, model),
    *perturb(step) {
      const held = carried.value;
      const delta = ascend(step, { ball, steps: 1, start: held ? take(held, step.x.shape) : 'clean' });
      carried.set(held ? put(held, delta) : tf.clone(delta));
      yield { delta };
    },
    state: {
      save: () => (carried.value ? { delta: carried.value } : {}),
      load: ({ delta }) => {
        if (delta) carried.set(delta);
      },
    },
    dispose: () => carried.dispose(),
  };
}
