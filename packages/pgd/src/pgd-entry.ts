import { ballFor, ballOptionsFrom } from '@advtrain/attacks';
import { defineMethod, whole } from '@advtrain/core';
import { pgd, pgdUnits } from './pgd.ts';

/** What there is to know of {@link pgd}. */
export const pgdEntry = defineMethod({
  name: 'pgd',
  title: 'PGD',
  package: '@advtrain/pgd',
  about: 'projected gradient descent training, on embeddings as in Zhu et al. 2020',
  paper: {
    authors: 'Madry et al.',
    year: 2018,
    title: 'Towards Deep Learning Models Resistant to Adversarial Attacks',
    arxiv: '1706.06083',
  },
  options: {
    steps: whole({ min: 1, max: 200, default: 3, says: 'moves of the perturbation (m)' }),
    // Shorter moves than those of methods that also train on the way: with 0.7 % a run in five ends in one class (bench/quick.md).
    ...ballOptionsFrom({ stepSize: '0.5%', start: '0.5%', radius: '3%' }),
  },
  cost: '2·steps + 3 units a batch',
  moves: ({ steps }) => steps,
  units: ({ steps }, { model }) => pgdUnits(steps, model),
  plugins: ({ steps, ...ball }, subject) => [pgd({ ball: ballFor(subject, ball), steps })],
});
