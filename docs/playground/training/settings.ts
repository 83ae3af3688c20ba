import { l2, type Ball } from '@advtrain/attacks';
import type { Plugin } from '@advtrain/core';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';

/** What the visitor chooses. */
export interface Settings {
  /** K: rounds of FreeLB, moves of PGD. */
  readonly steps: number;
  /** ε: the l2 length that the perturbation of a sentence may have. */
  readonly radius: number;
  /** α: how far one move goes. */
  readonly stepSize: number;
}

/** Where the sliders stand at first. */
export const defaults: Settings = { steps: 3, radius: 0.3, stepSize: 0.15 };

/** A way to train. */
export interface Way {
  readonly name: 'natural' | 'freelb' | 'pgd';
  readonly title: string;
  plugins(settings: Settings): readonly Plugin[];
}

/** The three that run beside one another. */
export const ways: readonly Way[] = [
  { name: 'natural', title: 'Natural', plugins: () => [] },
  {
    name: 'freelb',
    title: 'FreeLB',
    plugins: (settings) => [freelb({ ball: ballOf(settings), steps: settings.steps })],
  },
  { name: 'pgd', title: 'PGD', plugins: (settings) => [pgd({ ball: ballOf(settings), steps: settings.steps })] },
];

function ballOf({ radius, stepSize }: Settings): Ball {
  return l2({ radius, stepSize, start: radius });
}
