import { fold, uniform } from '@advtrain/engine';
import type { Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** Steps whose draws are made at once. */
const ahead = 256;

/** What examples draw at each step, a function of the key, the row and the step alone. */
export class Draws {
  readonly #key: Key;
  readonly #width: number;
  readonly #rows = new Map<number, { readonly block: number; readonly values: Float32Array }>();

  /** `width` numbers for each example and step. */
  constructor(key: Key, width: number) {
    this.#key = key;
    this.#width = width;
  }

  /** The draws of these rows at a step, [B, width], in [0, 1). */
  of(rows: readonly number[], index: number): tf.Tensor2D {
    const width = this.#width;
    const values = new Float32Array(rows.length * width);
    const from = (index % ahead) * width;
    for (const [place, row] of rows.entries()) {
      values.set(this.#block(row, Math.floor(index / ahead)).subarray(from, from + width), place * width);
    }
    return tf.tensor2d(values, [rows.length, width]);
  }

  #block(row: number, block: number): Float32Array {
    const known = this.#rows.get(row);
    if (known?.block === block) return known.values;
    const key = fold(fold(this.#key, `attack ${row}`), `draws ${block}`);
    const values = tf.tidy(() => uniform([ahead, this.#width], key, 0, 1).dataSync<'float32'>());
    this.#rows.set(row, { block, values });
    return values;
  }
}
