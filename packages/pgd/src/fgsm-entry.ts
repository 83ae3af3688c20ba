import { ballFor } from '@advtrain/attacks';
import { defineMethod, length } from '@advtrain/core';
import { fgsm, pgdUnits } from './pgd.ts';

/** What there is to know of {@link fgsm}. */
export const fgsmEntry = defineMethod({
  name: 'fgsm',
  title: 'FGSM',
  package: '@advtrain/pgd',
  about: 'fast gradient sign method: one move from the clean example',
  paper: {
    authors: 'Goodfellow et al.',
    year: 2015,
    title: 'Explaining and Harnessing Adversarial Examples',
    arxiv: '1412.6572',
  },
  options: {
    radius: length({
      min: 0,
      default: '3%',
      says: 'length of the one move (ε): in l2; for images, of every pixel',
    }),
  },
  cost: '5 units a batch',
  units: (_, { model }) => pgdUnits(1, model),
  plugins: ({ radius }, subject) => [fgsm({ ball: ballFor(subject, { radius, stepSize: radius, start: 0 }) })],
});
