import { uniformNoise } from '@advtrain/attacks';
import { absolute, defineMethod, length, real, risen } from '@advtrain/core';
import { r3f, r3fUnits } from './r3f.ts';

/** What there is to know of {@link r3f}. */
export const r3fEntry = defineMethod({
  name: 'r3f',
  title: 'R3F',
  package: '@advtrain/r3f',
  about: 'robust representations through regularised finetuning',
  paper: {
    authors: 'Aghajanyan et al.',
    year: 2020,
    title: 'Better Fine-Tuning by Reducing Representational Collapse',
    arxiv: '2008.03156',
  },
  labels: false,
  options: {
    noise: length({
      min: 0,
      unit: 'entry',
      default: 1e-5,
      says: 'the noise is uniform between minus this and this (σ)',
    }),
    weight: real({ above: 0, default: 1, says: 'what the divergence counts next to the loss (λ)' }),
  },
  cost: '6 units a batch',
  units: (_, { model }) => r3fUnits(model),
  plugins: ({ noise, weight }, subject) => [
    r3f({
      noise: uniformNoise(risen(absolute('noise', noise, 'entry', subject), subject.rise)),
      weight,
      distance: subject.kind === 'regression' ? 'squared' : 'symmetricKL',
    }),
  ],
});
