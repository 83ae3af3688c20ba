import { aBall, ascend, type Ball } from '@advtrain/attacks';
import { checked, needed, oneOf, roundUnits, wholeFrom, type Model, type Plugin, type RulesOf } from '@advtrain/core';

/** How PGD trains. */
export interface PGDOptions {
  readonly ball: Ball;
  /** m: moves of δ before the one round that counts. At least 0. Default 3. */
  readonly steps?: number;
  /** Where δ starts. Default `random`, as the ball draws it. */
  readonly start?: 'random' | 'clean';
}

const rules: RulesOf<PGDOptions> = {
  ball: needed(aBall),
  steps: wholeFrom(0),
  start: oneOf('random', 'clean'),
};

/**
 * PGD training (Madry et al., 2018, arXiv 1706.06083; for text the FreeLB paper, Eq. 1): m ascent moves, then one round
 * at the perturbed point. No clean loss, no average; the moves compute no parameter gradients. Costs 2m + 3 units.
 *
 * @param options the ball, which is needed, m, and where δ starts.
 */
export function pgd(options: PGDOptions): Plugin {
  const { ball, steps = 3, start = 'random' } = checked('pgd', options, rules);
  return {
    name: 'pgd',
    units: (model) => pgdUnits(steps, model),
    *perturb(step) {
      yield { delta: ascend(step, { ball, steps, start }) };
    },
  };
}

/** What a step of m moves costs with a model. */
export function pgdUnits(steps: number, model: Model): number {
  return 2 * steps + roundUnits(model);
}

/**
 * FGSM training (Goodfellow et al., 2015, arXiv 1412.6572): one move from the clean point. Costs 5 units.
 *
 * @param options the ball, which is needed.
 */
export function fgsm(options: Pick<PGDOptions, 'ball'>): Plugin {
  const { ball } = checked('fgsm', options, { ball: rules.ball });
  return { ...pgd({ ball, steps: 1, start: 'clean' }), name: 'fgsm' };
}
