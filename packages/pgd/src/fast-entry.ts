import { ballFor, ballOptionsFrom } from '@advtrain/attacks';
import { defineMethod } from '@advtrain/core';
import { fast } from './fast.ts';
import { pgdUnits } from './pgd.ts';

const radius = 0.15;

/** What there is to know of {@link fast}. */
export const fastEntry = defineMethod({
  name: 'fast',
  title: 'Fast',
  package: '@advtrain/pgd',
  about: 'one move from a random start',
  paper: {
    authors: 'Wong et al.',
    year: 2020,
    title: 'Fast is better than free: Revisiting adversarial training',
    arxiv: '2001.03994',
  },
  kinds: ['images'],
  because: 'for texts it is PGD with one step',
  options: ballOptionsFrom({ stepSize: 1.25 * radius, start: radius, radius }),
  cost: '5 units a batch',
  units: () => pgdUnits(1),
  plugins: (ball, { model, rise }) => [fast({ ball: ballFor(model, ball, rise) })],
});
