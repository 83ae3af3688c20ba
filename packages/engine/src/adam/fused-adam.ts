import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { fused, run } from '../native/fused.ts';
import { native, type NativeBackend } from '../native/native.ts';
import { Slot } from '../recording/slot.ts';
import type { Betas, FusedAdam } from './adam.ts';
import { ResourceAdam } from './resource-adam.ts';

/**
 * Moments that start as copies of `first` and `second`; `undefined` where the backend has no operation for the update.
 *
 * @param first m, float32; stays the caller's.
 * @param second v, in the same shape; stays the caller's.
 * @param betas β₁ and β₂, the decays of the two.
 */
export function fusedAdam(first: tf.Tensor, second: tf.Tensor, betas: Betas): FusedAdam | undefined {
  const own = fused();
  if (own) return inPlace(own, first, second, betas);
  const backend = native();
  return backend && new ResourceAdam(backend, first, second, betas);
}

/**
 * The addon's operation: one pass over memory. It changes the moments where they lie, so nobody else may hold them; a step that
 * is recorded takes them as arguments, because they are in slots.
 */
function inPlace(backend: NativeBackend, first: tf.Tensor, second: tf.Tensor, betas: Betas): FusedAdam {
  const slots = [new Slot(), new Slot()] as const;
  const copy = (tensor: tf.Tensor): tf.Tensor => tf.add(tensor, constant(0));
  slots[0].set(copy(first));
  slots[1].set(copy(second));
  const moments = (): [tf.Tensor, tf.Tensor] => [slots[0].value!, slots[1].value!];
  return {
    update: (theta, gradient, { rate, epsilon, scale, before, after }) => {
      const factors = [scale, before, after].map((factor) => factor ?? constant(1));
      return run(backend, 'AdvtrainAdam', [theta, ...moments(), gradient, rate, epsilon, ...factors], { ...betas });
    },
    read: () => {
      const [m, v] = moments();
      return { first: copy(m), second: copy(v) };
    },
    dispose: () => {
      for (const slot of slots) slot.dispose();
    },
  };
}
