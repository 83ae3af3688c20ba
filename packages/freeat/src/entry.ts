import { ballFor, ballOptions } from '@advtrain/attacks';
import { choice, defineMethod, whole } from '@advtrain/core';
import { freeat, freeatUnits } from './freeat.ts';

/** What there is to know of {@link freeat}. */
export const freeatEntry = defineMethod({
  name: 'freeat',
  title: 'FreeAT',
  package: '@advtrain/freeat',
  about: 'free adversarial training; each batch replayed, the epochs divided by the replays',
  paper: {
    authors: 'Shafahi et al.',
    year: 2019,
    title: 'Adversarial Training for Free!',
    arxiv: '1904.12843',
  },
  options: {
    replays: whole({ min: 1, max: 200, default: 3, says: 'how often a batch is replayed (m)' }),
    carry: choice(['slot', 'none'], {
      default: 'none',
      says: 'slot: the perturbation lives on from batch to batch; none: it restarts at each batch',
    }),
    ...ballOptions,
  },
  cost: '3·replays units a batch, of which it takes as many fewer: 3 in effect',
  // The move after the last replay is carried to the next batch, or lost.
  moves: ({ replays }) => replays - 1,
  units: (_, { model }) => freeatUnits(model),
  plugins: ({ replays, carry, ...ball }, subject) => [
    freeat({ ball: ballFor(subject, ball), replays, carry, accumulate: subject.accumulate ?? 1 }),
  ],
});
