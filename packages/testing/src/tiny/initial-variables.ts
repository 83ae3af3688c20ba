import type { Model } from '@advtrain/core';
import { fold, normal, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** Something that keeps tensors until it is told to free them. */
export interface Disposable {
  /** Frees the tensors. */
  dispose(): void;
}

/**
 * Variables of the given shapes, drawn by key, wide enough that every one of them matters. Gains (`LayerNorm.weight`)
 * are around 1.
 */
export function initialVariables(
  shapes: Readonly<Record<string, number[]>>,
  key: Key,
): Pick<Model, 'params'> & Disposable {
  const params = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const centre = name.endsWith('LayerNorm.weight') ? 1 : 0;
      return [name, tf.tidy(() => tf.variable(tf.add(tf.mul(normal(shape, fold(key, name)), 0.5), centre)))];
    }),
  );
  return { params, dispose: () => tf.dispose(params) };
}
