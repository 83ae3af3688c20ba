import { choice, defineMethod, real } from '@advtrain/core';
import { rDrop, rDropUnits } from './r-drop.ts';

/** What there is to know of {@link rDrop}. */
export const rDropEntry = defineMethod({
  name: 'r-drop',
  title: 'R-Drop',
  package: '@advtrain/r-drop',
  about: 'two passes with dropout masks of their own, kept close to one another',
  paper: {
    authors: 'Liang et al.',
    year: 2021,
    title: 'R-Drop: Regularized Dropout for Neural Networks',
    arxiv: '2106.14448',
  },
  labels: false,
  options: {
    alpha: real({ min: 0, default: 1, says: 'what the divergence of the two passes counts next to the loss (α)' }),
    reduction: choice(['mean', 'sum'], {
      default: 'mean',
      says: 'the divergence over a batch: its mean, or its sum, as in the official code',
    }),
    losses: choice(['mean', 'sum'], {
      default: 'mean',
      says: 'the losses of the two passes: their mean, or their sum, as in the official code for BERT',
    }),
  },
  cost: '6 units a batch',
  units: (_, { model }) => rDropUnits(model),
  plugins: (options, { kind }) => [rDrop({ ...options, distance: kind === 'regression' ? 'squared' : 'symmetricKL' })],
});
