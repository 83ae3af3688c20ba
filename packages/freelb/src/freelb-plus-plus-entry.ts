import { absoluteBall, ballOptions } from '@advtrain/attacks';
import { defineMethod, length, risen, whole } from '@advtrain/core';
import { freelbPlusPlus } from './freelb-plus-plus.ts';
import { freelbUnits } from './freelb.ts';

/** What there is to know of {@link freelbPlusPlus}. */
export const freelbPlusPlusEntry = defineMethod({
  name: 'freelb++',
  title: 'FreeLB++',
  package: '@advtrain/freelb',
  about: 'FreeLB without projection, with large moves and many of them',
  paper: {
    authors: 'Li et al.',
    year: 2021,
    title: 'Searching for an Effective Defender: Benchmarking Defense against Adversarial Word Substitution',
    arxiv: '2108.12777',
  },
  kinds: ['classification', 'regression', 'multiple-choice', 'token-classification', 'question-answering'],
  because: 'it leaves every ball, and pixels end',
  options: {
    steps: whole({
      min: 1,
      max: 200,
      default: 10,
      says: 'rounds, of which all but the last move (K): 10 to 30 in the paper',
    }),
    stepSize: length({ min: 0, default: 10, says: 'length of one l2 move (α): 10 to 30 in the paper' }),
    start: ballOptions.start,
  },
  cost: '3·steps units a batch',
  units: ({ steps }, { model }) => freelbUnits(steps, model),
  plugins: ({ steps, ...lengths }, subject) => {
    const { stepSize, start } = absoluteBall(subject, { ...lengths, radius: 'none' });
    const { rise } = subject;
    return [freelbPlusPlus({ steps, stepSize: risen(stepSize, rise), start: risen(start, rise) })];
  },
});
