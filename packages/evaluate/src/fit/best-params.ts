import type { Model, Tensors } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** The parameters of the best epoch, in memory. */
export interface BestParams {
  /** Keeps those that the model has now. */
  keep(): void;
  /** Gives the model those that were kept, if some were. */
  restore(): void;
  /** What is kept, by the parameters' names; they stay as they are. */
  save(): Tensors;
  /** Keeps these, which it takes ownership of. */
  load(tensors: Tensors): void;
  /** Lets go of them. */
  dispose(): void;
}

/** Keeps parameters of a model aside. */
export function bestParams({ params }: Model): BestParams {
  let kept: Tensors = {};
  const replace = (tensors: Tensors) => {
    tf.dispose(Object.values(kept));
    kept = tensors;
  };
  return {
    keep: () => {
      replace(Object.fromEntries(Object.entries(params).map(([name, theta]) => [name, tf.keep(tf.clone(theta))])));
    },
    restore: () => {
      for (const [name, value] of Object.entries(kept)) tf.tidy(() => params[name]?.assign(tf.clone(value)));
    },
    save: () => kept,
    load: replace,
    dispose: () => {
      replace({});
    },
  };
}
