import type { Piece } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Cluster } from '../contract/cluster.ts';
import type { Batch } from '../contract/model.ts';

/** What one process takes of a batch. */
export interface Part {
  readonly batch: Batch;
  readonly piece: Piece;
  /** Whether it has no rows of the batch. Its part is then the first row, which counts nothing: no process may leave a sum out. */
  readonly idle: boolean;
}

/** A process among others. */
type Member = Pick<Cluster, 'rank' | 'size'>;

/** Which of the places of a batch are a process's: from one to before another. */
export function placesOf(places: number, { rank, size }: Member): { readonly from: number; readonly end: number } {
  return { from: Math.floor((rank * places) / size), end: Math.floor(((rank + 1) * places) / size) };
}

/**
 * A process's part of a batch: of its rows, those whose place is the process's where batches have so many `places`. So a row's place is
 * always the same process's, and what is kept by place stays where it is when a batch is short. Call it inside one `tf.tidy`.
 */
export function partOf(batch: Batch, places: number, cluster: Member): Part {
  const all = batch.inputs.values.shape[0];
  const { from, end: last } = placesOf(places, cluster);
  const end = Math.min(last, all);
  const idle = end <= from;
  const piece = idle ? { from: 0, rows: 1 } : { from, rows: end - from };
  return { batch: rowsOfBatch(batch, piece, all), piece, idle };
}

function rowsOfBatch({ inputs, labels }: Batch, { from, rows }: Piece, all: number): Batch {
  // An example may have several labels, one after the other.
  const cut = <T extends tf.Tensor>(tensor: T): T => {
    const each = tensor.shape[0] / all;
    const begin = [from * each, ...tensor.shape.slice(1).fill(0)];
    return tf.slice(tensor, begin, [rows * each, ...tensor.shape.slice(1)]);
  };
  const { values, ...others } = inputs;
  const rest = Object.fromEntries(Object.entries(others).map(([name, tensor]) => [name, cut(tensor)]));
  return { inputs: { values: cut(values), ...rest }, labels: cut(labels) };
}
