import { defineMethod, neighboursFile, real, risen, whole } from '@advtrain/core';
import { a2t, a2tUnits } from './a2t.ts';

/** What there is to know of {@link a2t}. */
export const a2tEntry = defineMethod({
  name: 'a2t',
  title: 'A2T-like',
  package: '@advtrain/a2t',
  about: 'texts with words replaced by their neighbours join the batches',
  paper: {
    authors: 'Yoo & Qi',
    year: 2021,
    title: 'Towards Improving Adversarial Training of NLP Models',
    arxiv: '2109.00544',
  },
  kinds: ['classification'],
  because: 'it replaces the words of one text until its class is another',
  options: {
    neighbours: neighboursFile({ says: 'the words that may stand in the place of each, which it cannot do without' }),
    words: whole({ min: 1, max: 200, default: 4, says: 'words of a text that are replaced at most' }),
    every: whole({ min: 1, max: 1000, default: 4, says: 'of how many optimizer steps one attacks its texts' }),
    weight: real({ above: 0, default: 1, says: 'what an attacked text counts next to its original (α)' }),
  },
  cost: '3 + (4 + words) / every units a batch, on average',
  period: ({ every }) => every,
  units: ({ words, every }, { model }) => a2tUnits(words, every, model),
  plugins: ({ neighbours: _file, ...options }, { substitutes, rise }) => {
    if (!substitutes)
      throw new Error(
        'A2T-like needs neighbours of words, but has none: name a file of them, as in a2t.neighbours=neighbours.json.',
      );
    return [a2t({ ...options, substitutes, reach: risen(1, rise) })];
  },
});
