import { ballFor } from '@advtrain/attacks';
import { defineMethod, real } from '@advtrain/core';
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
    radius: real({
      min: 0,
      default: 0.15,
      says: 'length of the one move (ε): in l2; for images, of every pixel',
    }),
  },
  cost: '5 units a batch',
  units: () => pgdUnits(1),
  plugins: ({ radius }, { model, rise }) => [
    fgsm({ ball: ballFor(model, { radius, stepSize: radius, start: 0 }, rise) }),
  ],
});
