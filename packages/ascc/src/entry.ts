import { defineMethod, neighboursFile, real, risen, whole } from '@advtrain/core';
import { ascc, asccUnits } from './ascc.ts';

/** What there is to know of {@link ascc}. */
export const asccEntry = defineMethod({
  name: 'ascc',
  title: 'ASCC-like',
  package: '@advtrain/ascc',
  about: 'each word moves within the convex hull of its neighbours',
  paper: {
    authors: 'Dong et al.',
    year: 2021,
    title: 'Towards Robustness Against Natural Language Word Substitutions',
    arxiv: '2107.13541',
  },
  kinds: ['classification'],
  because:
    'it puts words in the place of others, under which the one class of a text stays right, but no other label does',
  options: {
    neighbours: neighboursFile({ says: 'the words that may stand in the place of each, which it cannot do without' }),
    steps: whole({ min: 1, max: 200, default: 10, says: 'moves of the coefficients (T)' }),
    ascentRate: real({ above: 0, default: 1, says: "Adam's learning rate in those moves" }),
    sparsity: real({ min: 0, default: 0.25, says: "what the coefficients' entropy counts against the divergence" }),
    weight: real({ above: 0, default: 4, says: 'what robustness counts next to accuracy' }),
  },
  cost: '7 + 2·steps units a batch',
  units: ({ steps }, { model }) => asccUnits(steps, model),
  plugins: ({ neighbours: _file, ...options }, { substitutes, rise }) => {
    if (!substitutes)
      throw new Error(
        'ASCC-like needs neighbours of words, but has none: name a file of them, as in ascc.neighbours=neighbours.json.',
      );
    return [ascc({ ...options, substitutes, reach: risen(1, rise) })];
  },
});
