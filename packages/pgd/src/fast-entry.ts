import { ballFor, ballOptionsFrom } from '@advtrain/attacks';
import { defineMethod } from '@advtrain/core';
import { fast } from './fast.ts';
import { pgdUnits } from './pgd.ts';

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
  // α is 1.25 ε, as published.
  options: ballOptionsFrom({ stepSize: '3.75%', start: '3%', radius: '3%' }),
  cost: '5 units a batch',
  units: (_, { model }) => pgdUnits(1, model),
  plugins: (ball, subject) => [fast({ ball: ballFor(subject, ball) })],
});
