import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { Moments } from './moments.ts';
import type { Optimizer } from './optimizer.ts';
import type { Schedule } from '../contract/schedule.ts';

/** How stochastic gradient descent moves. */
export interface SGDOptions {
  readonly learningRate: Schedule;
  /** In [0, 1). Default 0. */
  readonly momentum?: number;
  /** Added to the gradient as weightDecay · θ, at least 0. Default 0. */
  readonly weightDecay?: number;
  /** Which parameters decay. Default: all. */
  readonly decays?: (name: string) => boolean;
}

/** Stochastic gradient descent as in PyTorch: g += weightDecay · θ;  v ← momentum · v + g;  θ ← θ − learningRate · v. */
export function sgd(options: SGDOptions): Optimizer {
  const { learningRate, momentum = 0, weightDecay = 0, decays = () => true } = options;
  if (!(momentum >= 0 && momentum < 1)) throw new Error(`momentum is ${momentum}, but must be at least 0 and below 1.`);
  if (!(weightDecay >= 0)) throw new Error(`weightDecay is ${weightDecay}, but must be at least 0.`);
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
