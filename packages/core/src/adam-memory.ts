import { FusedAdam, native, outsideRecording, type AdamScalars, type NativeBackend } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { Moments } from './moments.ts';
import type { Tensors } from './plugin.ts';

/** Adam's two moments of every parameter, and the update that moves them: one fused operation where there is one. */
export class AdamMemory {
  readonly #first = new Moments('first.');
  readonly #second = new Moments('second.');
  readonly #fused = new Map<string, FusedAdam>();

  /** θ − rate · m / (√v + ε), with the moments m and v of this parameter moved on by its gradient. */
  update(name: string, theta: tf.Tensor, gradient: tf.Tensor, scalars: AdamScalars): tf.Tensor {
    const backend = native();
    if (!backend) return this.#composed(name, theta, gradient, scalars);
    const fused = this.#fused.get(name) ?? outsideRecording(() => this.#fuse(backend, name, theta));
    return fused.update(theta, gradient, scalars);
  }

  #fuse(backend: NativeBackend, name: string, theta: tf.Tensor): FusedAdam {
    const [first, second] = [this.#first, this.#second];
    tf.tidy(() => {
      this.#fused.set(name, new FusedAdam(backend, first.get(name, theta), second.get(name, theta)));
    });
    for (const moments of [first, second]) moments.delete(name);
    return this.#fused.get(name)!;
  }

  #composed(name: string, theta: tf.Tensor, g: tf.Tensor, { rate, epsilon, beta1, beta2 }: AdamScalars): tf.Tensor {
    const [first, second] = [this.#first.get(name, theta), this.#second.get(name, theta)];
    const m = tf.add(first, tf.mul(tf.sub(g, first), tf.sub(1, beta1)));
    const v = tf.add(second, tf.mul(tf.sub(tf.square(g), second), tf.sub(1, beta2)));
    this.#first.set(name, m);
    this.#second.set(name, v);
    return tf.sub(theta, tf.mul(tf.div(m, tf.add(tf.sqrt(v), epsilon)), rate));
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
