import { checked, needed, numberFrom, numberThat, oneOf, wholeFrom, type RulesOf } from '@advtrain/core';
import type { Paper } from '@advtrain/core';
import { gradientAttack } from '../driving/gradient-attack.ts';
import type { GradientAttack } from '../driving/gradient-attack.ts';
import { squareL2 } from './square-l2.ts';
import { squareLinf } from './square-linf.ts';
import { squareSearch } from './square-search.ts';
import type { SquareOptions } from './square-search.ts';

export type { SquareOptions } from './square-search.ts';

const rules: RulesOf<SquareOptions> = {
  radius: needed(numberFrom(0)),
  norm: oneOf('l2', 'linf'),
  queries: wholeFrom(1),
  share: numberThat('above 0 and at most 1', (value) => value > 0 && value <= 1),
};

const published = { queries: 5000, share: 0.8 };

const andriushchenko: Paper = {
  authors: 'Andriushchenko et al.',
  year: 2020,
  title: 'Square Attack: a query-efficient black-box adversarial attack via random search',
  arxiv: '1912.00049',
};

/**
 * The Square attack. In ℓ∞ it begins with vertical stripes and changes one random square at a time, which stays where the margin
 * falls; in l2 it begins with a grid of small waves, and moves what one square holds of ε into another with a wave added. It asks
 * for logits alone. One unit a query. Share, schedule and updates are those of AutoAttack's code. Other than there, where batches share
 * the places of the squares, each example draws its own, so that results do not depend on the batch, and the first of the queries
 * counts: AutoAttack asks 1 + 5,000.
 *
 * @param options radius, norm and queries.
 */
export function square(options: SquareOptions): GradientAttack {
  const {
    radius,
    norm = 'linf',
    queries = published.queries,
    share = published.share,
  } = checked('square', options, rules);
  const moves = norm === 'l2' ? squareL2 : squareLinf;
  const search = { radius, queries, share };
  return gradientAttack({
    name: 'Square',
    settings: { queries: [queries, published.queries], share: [share, published.share] },
    paper: andriushchenko,
    needs: ['logits', 'labels', 'pixels'],
    units: queries,
    algorithm: (model) => squareSearch(moves, search, model),
    norm: () => ({ norm, per: 'example' }),
  });
}
