import { constant, Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer.ts';
import { readNorm } from './gradient-norm.ts';
import { globalNorm, mapParams } from './params.ts';

/**
 * An optimizer that first scales the gradient down to a global norm of at most `maxNorm` (Pascanu et al., 2013), as
 * PyTorch's `clip_grad_norm_`: factor min(1, maxNorm / (norm + 1e-6)). Its `gradientNorm` is the norm before that.
 *
 * @param maxNorm above 0.
 * @param optimizer what gets the scaled gradient.
 */
export function clip(maxNorm: number, optimizer: Optimizer): Optimizer {
  if (!(maxNorm > 0)) throw new Error(`maxNorm is ${maxNorm}, but must be above 0; leave clip out for no clipping.`);
  const { applyScaled, ...rest } = optimizer;
  const held = new Slot<tf.Scalar>();
  return {
    ...rest,
    gradientNorm: () => readNorm(held),
    dispose: () => {
      held.dispose();
      optimizer.dispose();
    },
    apply: (params, gradient, clock) => {
      const whole = globalNorm(gradient);
      held.set(whole);
      const norm = tf.add(whole, constant(1e-6));
      const factor = tf.minimum<tf.Scalar>(constant(1), tf.div(constant(maxNorm), norm));
      if (applyScaled) applyScaled(params, gradient, clock, factor);
      else
        optimizer.apply(
          params,
          mapParams(gradient, (g) => tf.mul(g, factor)),
          clock,
        );
    },
  };
}
