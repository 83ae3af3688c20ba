import { absolute, choice, defineMethod, length as lengthOption, risen, roundUnits } from '@advtrain/core';
import { neftune } from './neftune.ts';

/** What there is to know of {@link neftune}. */
export const neftuneEntry = defineMethod({
  name: 'neftune',
  title: 'NEFTune',
  package: '@advtrain/neftune',
  about: 'one round at noisy embeddings',
  paper: {
    authors: 'Jain et al.',
    year: 2024,
    title: 'NEFTune: Noisy Embeddings Improve Instruction Finetuning',
    arxiv: '2310.05914',
  },
  kinds: ['classification', 'regression', 'multiple-choice', 'token-classification', 'question-answering'],
  because: 'its noise is scaled for embeddings, and pixels end',
  options: {
    alpha: lengthOption({
      min: 0,
      unit: 'example',
      default: 5,
      says: 'magnitude of the noise (α): 5, 10 or 15 in the paper',
    }),
    length: choice(['real', 'padded'], {
      default: 'real',
      says: "tokens that the noise is divided among: the example's own, or those of the padded batch",
    }),
  },
  cost: '3 units a batch',
  units: (_, { model }) => roundUnits(model),
  plugins: ({ alpha, length }, subject) => [
    neftune({ length, alpha: risen(absolute('alpha', alpha, 'example', subject), subject.rise) }),
  ],
});
