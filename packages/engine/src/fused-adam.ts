import type * as tf from '@tensorflow/tfjs-core';
import { constant } from './constant.ts';
import { flag, floats, type NativeBackend } from './native.ts';
import { Resource } from './resource.ts';

/** The numbers of one update θ −= rate · m / (√v + epsilon), as scalars. */
export interface AdamScalars {
  readonly rate: tf.Scalar;
  readonly epsilon: tf.Scalar;
  readonly beta1: tf.Scalar;
  readonly beta2: tf.Scalar;
}

/** The moments of one parameter on native TensorFlow, moved together with it by one operation in one pass over memory. */
export class FusedAdam {
  readonly #theta: Resource;
  readonly #first: Resource;
  readonly #second: Resource;
  readonly #attributes: ReturnType<typeof floats>;

  constructor(backend: NativeBackend, first: tf.Tensor, second: tf.Tensor) {
    this.#theta = new Resource(backend, first);
    this.#first = new Resource(backend, first);
    this.#second = new Resource(backend, second);
    this.#attributes = [...floats(backend), flag(backend, 'use_locking', false), flag(backend, 'use_nesterov', false)];
  }

  /** θ after the update, from θ before it; the moments move on. */
  update(theta: tf.Tensor, gradient: tf.Tensor, { rate, epsilon, beta1, beta2 }: AdamScalars): tf.Tensor {
    this.#theta.assign(theta);
    // The operation multiplies its rate by √(1 − β₂ᵗ) / (1 − β₁ᵗ); with both powers 0 the rate is taken as it is.
    const powers = [constant(0), constant(0)];
    const inputs = [this.#first.handle, this.#second.handle, ...powers, rate, beta1, beta2, epsilon, gradient];
    this.#theta.run('ResourceApplyAdam', inputs, this.#attributes);
    return this.#theta.read();
  }

  /** The moments as they are now. */
  read(): { first: tf.Tensor; second: tf.Tensor } {
    return { first: this.#first.read(), second: this.#second.read() };
  }

  /** Frees the moments. */
  dispose(): void {
    for (const resource of [this.#theta, this.#first, this.#second]) resource.dispose();
  }
}
