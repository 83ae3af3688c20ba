import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { aFunction, belowOne, finiteFrom, needed, scheduled, type RulesOf } from '../options/rules.ts';
import { checked } from '../options/checked.ts';
import { Moments } from './moments.ts';
import type { Optimizer } from './optimizer.ts';
import type { Schedule } from '../contract/schedule.ts';

/** How stochastic gradient descent moves. */
export interface SGDOptions {
  /** At least 0, or a function of the optimizer steps taken. */
  readonly learningRate: Schedule;
  /** In [0, 1). Default 0. */
  readonly momentum?: number;
  /** Added to the gradient as weightDecay · θ, at least 0. Default 0. */
  readonly weightDecay?: number;
  /**
   * Which parameters decay. Default: all.
   *
   * @param name the parameter's.
   */
  readonly decays?: (name: string) => boolean;
}

const rules: RulesOf<SGDOptions> = {
  learningRate: needed(scheduled(finiteFrom(0))),
  momentum: belowOne,
  weightDecay: finiteFrom(0),
  decays: aFunction("a parameter's name"),
};

/**
 * Stochastic gradient descent as in PyTorch: g += weightDecay · θ;  v ← momentum · v + g;  θ ← θ − learningRate · v.
 *
 * @param options the learning rate, the momentum and the weight decay.
 */
export function sgd(options: SGDOptions): Optimizer {
  const { learningRate, momentum = 0, weightDecay = 0, decays = () => true } = checked('sgd', options, rules);
  const velocity = new Moments('velocity.');
  return {
    apply: (params, gradient, clock) => {
      const rate = clock.value(learningRate);
      for (const [name, g] of Object.entries(gradient)) {
        tf.tidy(() => {
          const theta = params[name]!;
          const pull = weightDecay && decays(name) ? tf.add(g, tf.mul(theta, constant(weightDecay))) : g;
          const v = momentum ? tf.add(tf.mul(velocity.get(name, theta), constant(momentum)), pull) : pull;
          if (momentum) velocity.set(name, tf.clone(v));
          theta.assign(tf.sub(theta, tf.mul(v, rate)));
        });
      }
    },
    state: { save: () => velocity.save(), load: (tensors) => velocity.load(tensors) },
    dispose: () => velocity.dispose(),
  };
}
