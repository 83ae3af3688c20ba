import { fold } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { wholeFrom, type RulesOf } from './options/rules.ts';
import { checked } from './options/checked.ts';
import { defineMethod } from './contract/entry.ts';
import type { Plugin } from './contract/plugin.ts';
import { roundUnits } from './hooks/units.ts';

/** How natural training is given more work a step. */
export interface NaturalOptions {
  /** Rounds on each batch, each with dropout masks of its own, averaged into one step. Default 1. */
  readonly passes?: number;
}

const rules: RulesOf<NaturalOptions> = { passes: wholeFrom(1) };

/**
 * Natural training: rounds at δ = 0. With `passes` K it is the fair control of a method that costs 3K units a step,
 * next to training for K times as many steps. Costs 3K units.
 *
 * @param options `passes`, a whole number from 1 on. Default 1.
 */
export function natural(options: NaturalOptions = {}): Plugin {
  const { passes = 1 } = checked('natural', options, rules);
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
