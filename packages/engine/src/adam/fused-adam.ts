import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { native, type NativeBackend } from '../native/native.ts';
import { fused, run } from '../native/fused.ts';
import { ResourceAdam } from './resource-adam.ts';
import { Slot } from '../recording/slot.ts';

/** The numbers of one update: θ ← (θ · before − rate · m / (√v + epsilon)) · after, with moments of scale · gradient. */
export interface AdamUpdate {
  readonly rate: tf.Scalar;
  readonly epsilon: tf.Scalar;
  /** Default 1. */
  readonly scale?: tf.Scalar;
  /** Default 1. */
  readonly before?: tf.Scalar;
  /** Default 1. */
  readonly after?: tf.Scalar;
}

/** The decays of the two moments, both in [0, 1). */
export interface Betas {
  readonly beta1: number;
  readonly beta2: number;
}

/** The moments of one parameter on native TensorFlow, moved together with it. */
export interface FusedAdam {
  /** θ after the update, from θ before it; the moments move on. */
  update(theta: tf.Tensor, gradient: tf.Tensor, numbers: AdamUpdate): tf.Tensor;
  /** The moments as they are now, in the caller's `tf.tidy`. */
  read(): { first: tf.Tensor; second: tf.Tensor };
  /** Frees the moments. */
  dispose(): void;
}

/** Moments that start as copies of `first` and `second`; `undefined` where the backend has no operation for the update. */
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
