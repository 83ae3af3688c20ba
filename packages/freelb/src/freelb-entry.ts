import { ballFor, ballOptions } from '@advtrain/attacks';
import { defineMethod, whole } from '@advtrain/core';
import { freelb, freelbUnits } from './freelb.ts';

/** What there is to know of {@link freelb}. */
export const freelbEntry = defineMethod({
  name: 'freelb',
  title: 'FreeLB',
  package: '@advtrain/freelb',
  about: 'free large-batch adversarial training',
  paper: {
    authors: 'Zhu et al.',
    year: 2020,
    title: 'FreeLB: Enhanced Adversarial Training for Natural Language Understanding',
    arxiv: '1909.11764',
  },
  options: {
    steps: whole({ min: 1, max: 200, default: 3, says: 'rounds, of which all but the last move (K)' }),
    ...ballOptions,
  },
  cost: '3·steps units a batch',
  moves: ({ steps }) => steps - 1,
  units: ({ steps }, { model }) => freelbUnits(steps, model),
  plugins: ({ steps, ...ball }, subject) => [freelb({ ball: ballFor(subject, ball), steps })],
});
