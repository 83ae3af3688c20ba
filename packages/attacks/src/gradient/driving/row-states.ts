import * as tf from '@tensorflow/tfjs-core';
import type { State } from '../algorithm.ts';
import { fit } from '../perturbation.ts';

/** What an example brings to its next step: numbers, their type and their shape without the batch. */
interface Kept {
  readonly values: Float32Array | Int32Array;
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  /** Whether it has the shape of x, and so as many tokens as the batch that it is put into. */
  readonly like: boolean;
}

/** The states of examples between steps, by their rows, so that they can be put into other batches. */
export class RowStates {
  readonly #rows = new Map<number, Readonly<Record<string, Kept>>>();

  /** Keeps the states of the examples at these places of a batch. */
  scatter(order: readonly number[], places: readonly number[], state: State, x: tf.Tensor): void {
    const read = Object.entries(state).map(([name, tensor]) => ({ name, tensor, values: tensor.dataSync() }));
    for (const place of places) {
      const kept: [string, Kept][] = read.map(({ name, tensor, values }) => {
        const each = values.length / order.length;
        const own = values.slice(place * each, (place + 1) * each) as Float32Array | Int32Array;
        const dtype = tensor.dtype === 'int32' ? 'int32' : 'float32';
        return [name, { values: own, dtype, shape: tensor.shape.slice(1), like: isLike(tensor, x) }];
      });
      this.#rows.set(order[place]!, Object.fromEntries(kept));
    }
  }

  /** The states of the examples of a batch, those in the shape of x in the shape of this one. */
  gather(order: readonly number[], x: tf.Tensor): State {
    const all = order.map((row) => this.#rows.get(row)!);
    const [first] = all;
    return Object.fromEntries(
      Object.entries(first!).map(([name, { dtype, shape, like }]) => {
        const each = like ? x.shape.slice(1) : shape;
        const size = each.reduce((product, length) => product * length, 1);
        const values = dtype === 'int32' ? new Int32Array(size * order.length) : new Float32Array(size * order.length);
        for (const [place, states] of all.entries()) put(states[name]!, values, place * size, size, x);
        return [name, tf.tensor(values, [order.length, ...each], dtype)];
      }),
    );
  }

  forget(row: number): void {
    this.#rows.delete(row);
  }
}

function put(kept: Kept, values: Float32Array | Int32Array, from: number, size: number, x: tf.Tensor): void {
  const into = values.subarray(from, from + size);
  if (kept.like)
    fit({ values: kept.values as Float32Array, shape: kept.shape }, into as Float32Array, x.shape.slice(1));
  else into.set(kept.values);
}

function isLike(tensor: tf.Tensor, x: tf.Tensor): boolean {
  return tensor.rank === x.rank && tensor.shape.every((length, axis) => length === x.shape[axis]);
}
