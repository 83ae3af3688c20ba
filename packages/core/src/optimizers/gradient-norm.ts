import { Slot } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer.ts';
import { globalNorm } from './params.ts';

/**
 * The same optimizer, which also tells the global norm of each step's gradient: as it is for one that clips and so has it
 * already, for any other at the price of reading the gradient once. Changes no bit of an update.
 *
 * @param optimizer what makes the updates.
 */
export function withGradientNorm(optimizer: Optimizer): Optimizer & Required<Pick<Optimizer, 'gradientNorm'>> {
  const { applyScaled, gradientNorm, ...rest } = optimizer;
  if (gradientNorm) return { ...rest, gradientNorm, ...(applyScaled && { applyScaled }) };
  const held = new Slot<tf.Scalar>();
  return {
    ...rest,
    gradientNorm: () => readNorm(held),
    apply: (params, gradient, clock) => {
      held.set(globalNorm(gradient));
      optimizer.apply(params, gradient, clock);
    },
    dispose: () => {
      held.dispose();
      optimizer.dispose();
    },
  };
}

/** The number that a slot holds, NaN where it holds none. Waits for the step to end. */
export function readNorm(held: Slot<tf.Scalar>): number {
  return held.value ? held.value.dataSync<'float32'>()[0]! : NaN;
}
