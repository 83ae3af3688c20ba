import { fold } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { wholeNumber } from './contract/check.ts';
import { defineMethod } from './contract/entry.ts';
import type { Plugin } from './contract/plugin.ts';
import { roundUnits } from './hooks/units.ts';

/** How natural training is given more work a step. */
export interface NaturalOptions {
  /** Rounds on each batch, each with dropout masks of its own, averaged into one step. Default 1. */
  readonly passes?: number;
}

/**
 * Natural training: rounds at δ = 0. With `passes` K it is the fair control of a method that costs 3K units a step,
 * next to training for K times as many steps. Costs 3K units.
 */
export function natural({ passes = 1 }: NaturalOptions = {}): Plugin {
  wholeNumber('passes', passes, 1);
  return {
    name: 'natural',
    units: (model) => passes * roundUnits(model),
    rounds: passes,
    *perturb(step) {
      const delta = tf.zerosLike(step.x);
      yield { delta, weight: 1 / passes };
      for (let k = 1; k < passes; k++) {
        const key = fold(step.key, `pass.${k}`);
        yield { delta, weight: 1 / passes, objective: (d) => step.loss(step.logits(d, { key })) };
      }
    },
  };
}

/** Natural training, described. */
export const naturalEntry = defineMethod({
  name: 'natural',
  title: 'natural',
  package: '@advtrain/core',
  about: 'ordinary training',
  attacks: false,
  options: {},
  cost: '3 units a batch',
  units: (_, { model }) => roundUnits(model),
  plugins: () => [natural()],
});
