import { ballFor } from '@advtrain/attacks';
import { defineMethod, length, real } from '@advtrain/core';
import { fgm, fgmUnits } from './fgm.ts';

/** What there is to know of {@link fgm}. */
export const fgmEntry = defineMethod({
  name: 'fgm',
  title: 'FGM',
  package: '@advtrain/fgm',
  about: 'fast gradient method on embeddings, without its normalised embeddings',
  paper: {
    authors: 'Miyato et al.',
    year: 2017,
    title: 'Adversarial Training Methods for Semi-Supervised Text Classification',
    arxiv: '1605.07725',
  },
  options: {
    radius: length({ min: 0, default: '3%', says: 'length of the one move (ε): in l2; for images, of every pixel' }),
    weight: real({ above: 0, default: 1, says: 'what the adversarial loss counts next to the clean one' }),
  },
  cost: '6 units a batch',
  units: (_, { model }) => fgmUnits(model),
  plugins: ({ radius, weight }, subject) => [
    fgm({ ball: ballFor(subject, { radius, stepSize: radius, start: 0 }), weight }),
  ],
});
