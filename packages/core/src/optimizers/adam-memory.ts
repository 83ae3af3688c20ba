import { constant, fusedAdam, outsideRecording, type AdamUpdate, type Betas, type FusedAdam } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { Moments } from './moments.ts';
import type { Tensors } from '../contract/plugin.ts';

/** Adam's two moments of every parameter, and the update that moves them: one fused operation where there is one. */
export class AdamMemory {
  readonly #first = new Moments('first.');
  readonly #second = new Moments('second.');
  readonly #fused = new Map<string, FusedAdam>();
  readonly #betas: Betas;

  constructor(betas: Betas) {
    this.#betas = betas;
  }

  /** θ after an update, with the moments m and v of this parameter moved on by its gradient. */
  update(name: string, theta: tf.Tensor, gradient: tf.Tensor, numbers: AdamUpdate): tf.Tensor {
    const fused = this.#fused.get(name) ?? outsideRecording(() => this.#fuse(name, theta));
    return fused ? fused.update(theta, gradient, numbers) : this.#composed(name, theta, gradient, numbers);
  }

  #fuse(name: string, theta: tf.Tensor): FusedAdam | undefined {
    const first = this.#first;
    const second = this.#second;
    tf.tidy(() => {
      const fused = fusedAdam(first.get(name, theta), second.get(name, theta), this.#betas);
      if (fused) this.#fused.set(name, fused);
    });
    const fused = this.#fused.get(name);
    if (fused) for (const moments of [first, second]) moments.delete(name);
    return fused;
  }

  #composed(name: string, theta: tf.Tensor, gradient: tf.Tensor, numbers: AdamUpdate): tf.Tensor {
    const { rate, epsilon, scale, before, after } = numbers;
    const first = this.#first.get(name, theta);
    const second = this.#second.get(name, theta);
    const g = scale ? tf.mul(gradient, scale) : gradient;
    const m = tf.add(first, tf.mul(tf.sub(g, first), constant(1 - this.#betas.beta1)));
    const v = tf.add(second, tf.mul(tf.sub(tf.square(g), second), constant(1 - this.#betas.beta2)));
    this.#first.set(name, m);
    this.#second.set(name, v);
    const kept = before ? tf.mul(theta, before) : theta;
    const moved = tf.sub(kept, tf.mul(tf.div(m, tf.add(tf.sqrt(v), epsilon)), rate));
    return after ? tf.mul(moved, after) : moved;
  }

  /** The moments by name, in the caller's `tf.tidy`. */
  save(): Tensors {
    const fused = [...this.#fused].flatMap(([name, adam]) => {
      const { first, second } = adam.read();
      return [[`first.${name}`, first] as const, [`second.${name}`, second] as const];
    });
    return { ...this.#first.save(), ...this.#second.save(), ...Object.fromEntries(fused) };
  }

  /** Takes over moments, in place of those it has. */
  load(tensors: Tensors): void {
    this.dispose();
    for (const moments of [this.#first, this.#second]) moments.load(tensors);
  }

  /** Frees all moments. */
  dispose(): void {
    for (const adam of this.#fused.values()) adam.dispose();
    this.#fused.clear();
    for (const moments of [this.#first, this.#second]) moments.dispose();
  }
}
