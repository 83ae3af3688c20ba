import { ballFor, ballOptions, normalNoise } from '@advtrain/attacks';
import { absolute, defineMethod, length, real, whole } from '@advtrain/core';
import { trades, tradesUnits } from './trades.ts';

/** What there is to know of {@link trades}. */
export const tradesEntry = defineMethod({
  name: 'trades',
  title: 'TRADES',
  package: '@advtrain/trades',
  about: 'trade-off between accuracy and robustness',
  paper: {
    authors: 'Zhang et al.',
    year: 2019,
    title: 'Theoretically Principled Trade-off between Robustness and Accuracy',
    arxiv: '1901.08573',
  },
  kinds: ['classification', 'multiple-choice', 'token-classification', 'question-answering', 'images'],
  because: 'it measures how far apart distributions over classes are',
  labels: false,
  options: {
    steps: whole({ min: 1, max: 200, default: 3, says: 'moves of the perturbation (K)' }),
    stepSize: ballOptions.stepSize,
    // At the clean example the divergence from it has no gradient, and nothing would ever move.
    noise: length({ above: 0, unit: 'entry', default: 1e-3, says: 'standard deviation of the normal start' }),
    radius: ballOptions.radius,
    weight: real({ above: 0, default: 6, says: 'what robustness counts next to accuracy (β = 1/λ)' }),
  },
  cost: '7 + 2·steps units a batch',
  moves: ({ steps }) => steps,
  units: ({ steps }, { model }) => tradesUnits(steps, model),
  plugins: ({ steps, stepSize, noise, radius, weight }, subject) => [
    trades({
      ball: ballFor(subject, { stepSize, start: 0, radius }),
      steps,
      weight,
      noise: normalNoise(absolute('noise', noise, 'entry', subject)),
    }),
  ],
});
