import { absolute, defineMethod, length, real, risen, whole } from '@advtrain/core';
import { vat, vatUnits } from './vat.ts';

/** What there is to know of {@link vat}. */
export const vatEntry = defineMethod({
  name: 'vat',
  title: 'VAT',
  package: '@advtrain/vat',
  about: 'virtual adversarial training',
  paper: {
    authors: 'Miyato et al.',
    year: 2018,
    title: 'Virtual Adversarial Training: A Regularization Method for Supervised and Semi-Supervised Learning',
    arxiv: '1704.03976',
  },
  kinds: ['classification', 'multiple-choice', 'token-classification', 'question-answering', 'images'],
  because: 'it measures how far apart distributions over classes are',
  labels: false,
  options: {
    radius: length({ min: 0, unit: 'example', default: '3%', says: 'length of the perturbation in l2 (ε)' }),
    probe: length({
      above: 0,
      unit: 'example',
      default: '2%',
      says: 'how far from the clean example a power iteration takes its gradient (ξ)',
    }),
    iterations: whole({ min: 1, max: 200, default: 1, says: 'power iterations' }),
    weight: real({ above: 0, default: 1, says: 'what the divergence counts next to the loss (λ)' }),
  },
  cost: '6 + 2·iterations units a batch',
  units: ({ iterations }, { model }) => vatUnits(iterations, model),
  plugins: ({ radius, probe, ...rest }, subject) => [
    vat({
      radius: risen(absolute('radius', radius, 'example', subject), subject.rise),
      probe: absolute('probe', probe, 'example', subject),
      ...rest,
    }),
  ],
});
