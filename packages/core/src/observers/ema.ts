import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { aModel, aText, belowOne, needed, scheduled, type RulesOf } from '../options/rules.ts';
import { checked } from '../options/checked.ts';
import type { Model, Params } from '../contract/model.ts';
import { Moments } from '../optimizers/moments.ts';
import type { Plugin } from '../contract/plugin.ts';
import { at, type Schedule } from '../contract/schedule.ts';

/** What is averaged, and how slowly. */
export interface EMAOptions {
  readonly model: Model;
  /** In [0, 1): θ̄ ← decay · θ̄ + (1 − decay) · θ after every step. A schedule is asked by the steps taken before that one. */
  readonly decay: Schedule;
  /** Of the plugin, in errors and checkpoints: two averages in one run need two names. Default `ema`. */
  readonly name?: string;
}

const rules: RulesOf<EMAOptions> = { model: needed(aModel), decay: needed(scheduled(belowOne)), name: aText };

/**
 * An observer that keeps an exponential moving average of a model's parameters: also a teacher for other plugins.
 *
 * @param options the model, and how much of the average a step keeps.
 */
export function ema(options: EMAOptions): Plugin & { readonly params: Params } {
  const { model, decay, name: called = 'ema' } = checked('ema', options, rules);
  const averages = new Moments('average.');
  // Not a clone, which would be the parameter itself to a step that is recorded.
  for (const [name, theta] of Object.entries(model.params)) averages.set(name, tf.mul(theta, constant(1)));
  return {
    name: called,
    get params() {
      return Object.fromEntries(Object.entries(model.params).map(([name, theta]) => [name, averages.get(name, theta)]));
    },
    afterStep: ({ index }) => {
      const share = at(decay, index);
      for (const [name, theta] of Object.entries(model.params)) {
        const old = tf.mul(averages.get(name, theta), constant(share));
        averages.set(name, tf.add(old, tf.mul(theta, constant(1 - share))));
      }
    },
    state: { save: () => averages.save(), load: (tensors) => averages.load(tensors) },
    dispose: () => averages.dispose(),
  };
}
