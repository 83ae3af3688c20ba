import { ballFor, ballOptionsFrom } from '@advtrain/attacks';
import { defineMethod } from '@advtrain/core';
import { pgdEntry } from './pgd-entry.ts';
import { pgd } from './pgd.ts';

/** What there is to know of {@link pgd} in a ball of each token. */
export const pgdTokenEntry = defineMethod({
  ...pgdEntry,
  name: 'pgd-token',
  title: 'PGD per token',
  about: 'PGD with a ball around each token: lengths are those of a token',
  kinds: ['classification', 'regression', 'multiple-choice', 'token-classification', 'question-answering'],
  because: 'pixels are no tokens',
  options: {
    steps: pgdEntry.options.steps,
    ...ballOptionsFrom({ stepSize: '0.5%', start: '0.5%', radius: '3%', per: 'token' }),
  },
  plugins: ({ steps, ...ball }, subject) => [pgd({ ball: ballFor(subject, { ...ball, per: 'token' }), steps })],
});
