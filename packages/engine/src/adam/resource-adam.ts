import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { flag, floats, type NativeBackend } from '../native/native.ts';
import { Resource } from '../native/resource.ts';
import type { AdamUpdate, Betas, FusedAdam } from './adam.ts';

/** TensorFlow's own operation on variables of its own, which GPUs have as well. */
export class ResourceAdam implements FusedAdam {
  readonly #theta: Resource;
  readonly #first: Resource;
  readonly #second: Resource;
  readonly #betas: Betas;
  readonly #attributes: ReturnType<typeof floats>;

  constructor(backend: NativeBackend, first: tf.Tensor, second: tf.Tensor, betas: Betas) {
    this.#theta = new Resource(backend, first);
    this.#first = new Resource(backend, first);
    this.#second = new Resource(backend, second);
    this.#betas = betas;
    this.#attributes = [...floats(backend), flag(backend, 'use_locking', false), flag(backend, 'use_nesterov', false)];
  }

  update(theta: tf.Tensor, gradient: tf.Tensor, { rate, epsilon, scale, before, after }: AdamUpdate): tf.Tensor {
    this.#theta.assign(before ? tf.mul(theta, before) : theta);
    // The operation multiplies its rate by √(1 − β₂ᵗ) / (1 − β₁ᵗ); with both powers 0 the rate is taken as it is.
    const beta1 = constant(this.#betas.beta1);
    const beta2 = constant(this.#betas.beta2);
    const numbers = [constant(0), constant(0), rate, beta1, beta2, epsilon];
    const inputs = [this.#first.handle, this.#second.handle, ...numbers, scale ? tf.mul(gradient, scale) : gradient];
    this.#theta.run('ResourceApplyAdam', inputs, this.#attributes);
    const next = this.#theta.read();
    return after ? tf.mul(next, after) : next;
  }

  read(): { first: tf.Tensor; second: tf.Tensor } {
    return { first: this.#first.read(), second: this.#second.read() };
  }

  dispose(): void {
    for (const resource of [this.#theta, this.#first, this.#second]) resource.dispose();
  }
}
