import { Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '../contract/plugin.ts';

/** One tensor a parameter, kept across steps: an optimizer's memory. */
export class Moments {
  readonly #prefix: string;
  readonly #slots = new Map<string, Slot>();

  /** `prefix` tells apart the moments of one optimizer in a checkpoint. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The moment of a parameter, zero before it is first set. */
  get(name: string, like: tf.Tensor): tf.Tensor {
    return this.#slot(name).value ?? tf.fill(like.shape, 0);
  }

  /** Keeps a parameter's new moment and frees the old one. */
  set(name: string, value: tf.Tensor): void {
    this.#slot(name).set(value);
  }

  /** Forgets a parameter's moment, and frees it. */
  delete(name: string): void {
    this.#slots.get(name)?.dispose();
    this.#slots.delete(name);
  }

  /** The moments by prefixed name. They stay the property of this object. */
  save(): Tensors {
    return Object.fromEntries(
      [...this.#slots].flatMap(([name, { value }]) => (value ? [[this.#prefix + name, value]] : [])),
    );
  }

  /** Takes over those tensors that have the prefix. */
  load(tensors: Tensors): void {
    for (const [name, tensor] of Object.entries(tensors))
      if (name.startsWith(this.#prefix)) this.set(name.slice(this.#prefix.length), tensor);
  }

  /** Frees all moments. */
  dispose(): void {
    for (const slot of this.#slots.values()) slot.dispose();
    this.#slots.clear();
  }

  /** A slot is there before it is full: a step that is recorded has to see that it was empty. */
  #slot(name: string): Slot {
    const slot = this.#slots.get(name) ?? new Slot();
    this.#slots.set(name, slot);
    return slot;
  }
}
