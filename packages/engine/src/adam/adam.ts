import type * as tf from '@tensorflow/tfjs-core';

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
  /**
   * θ after the update, from θ before it; the moments move on.
   *
   * @param theta float32, in the shape of the moments.
   * @param gradient in the same shape.
   * @param numbers the step's rate, ε and factors.
   */
  update(theta: tf.Tensor, gradient: tf.Tensor, numbers: AdamUpdate): tf.Tensor;
  /** The moments as they are now, in the caller's `tf.tidy`. */
  read(): { first: tf.Tensor; second: tf.Tensor };
  /** Frees the moments. */
  dispose(): void;
}
