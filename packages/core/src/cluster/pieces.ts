import { closedForm, countedRows, Slot, type Wire } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Cluster } from '../contract/cluster.ts';
import type { Batch, Model, Params } from '../contract/model.ts';
import type { Tensors } from '../contract/plugin.ts';
import { partOf, placesOf, type Part } from './part.ts';

/** What makes one step of the pieces of a batch that several processes have. */
export class Pieces {
  readonly cluster: Cluster;
  /** The rows of a whole batch, that of the largest so far. */
  places = 0;
  readonly #rows: Model['rows'];
  /** The parameters, the embeddings' first and the last layer's last. */
  readonly #names: readonly string[];
  readonly #wire: Wire;
  /** How much of the mean over a batch this process's part makes. */
  readonly #share = new Slot<tf.Scalar>();

  constructor(cluster: Cluster, { rows, params }: Pick<Model, 'rows' | 'params'>, wire: Wire) {
    this.cluster = cluster;
    this.#rows = rows;
    this.#names = Object.keys(params);
    this.#wire = wire;
  }

  /** This process's part of a batch, which counts from here on. Call it inside one `tf.tidy`. */
  take(batch: Batch): Part {
    this.places = Math.max(this.places, batch.inputs.values.shape[0]);
    const { size } = this.cluster;
    if (this.places < size)
      throw new Error(
        `A batch of ${this.places} examples cannot be shared by ${size} processes: take larger batches, or fewer processes.`,
      );
    const part = partOf(batch, this.places, this.cluster);
    this.#share.set(this.#shareOf(part, batch));
    return part;
  }

  /** This process's share of a mean over the batch, of what is a mean over its part: shares add up over the processes. */
  weighted<T extends tf.Tensor>(x: T): T {
    return tf.mul(x, this.#share.value!);
  }

  /** The mean over the batch, of what is a mean over this process's part. Its gradient is the part's, as if that were the mean. */
  mean(value: tf.Scalar): tf.Scalar {
    return closedForm(
      { value },
      () => this.total(this.weighted(value)),
      (dy) => ({ value: () => dy }),
    ) as tf.Scalar;
  }

  /** The sum over the processes. */
  total<T extends tf.Tensor>(x: T): T {
    return this.cluster.sum([x])[0] as T;
  }

  /**
   * Gradients by name, summed over the processes: the last layer's go first and the embeddings' last, as a backward pass gives them,
   * whatever the order in which they are given. Those that go later may wait for those before them.
   */
  sum(gradient: Params): Params {
    const names = this.#names.filter((name) => name in gradient).reverse();
    const own = names.map((name) => gradient[name]!);
    const sums = this.cluster.sum(own, this.#wire);
    const summed = new Map(names.map((name, i) => [name, sums[i]!]));
    return Object.fromEntries(Object.keys(gradient).map((name) => [name, summed.get(name)!]));
  }

  /** Tensors with a row for each place of this process, joined to those of all places. All processes call it at the same step. */
  gathered(tensors: Tensors): Tensors {
    const { from } = placesOf(this.places, this.cluster);
    this.cluster.begin();
    return mapped(tensors, (tensor) => {
      const rest = this.places - from - tensor.shape[0];
      const around = [[from, rest], ...tensor.shape.slice(1).map(() => [0, 0])];
      return this.total(tf.pad(tensor, around as [number, number][]));
    });
  }

  /** The rows of this process, of tensors with a row for each place. */
  own(tensors: Tensors): Tensors {
    const { from, end } = placesOf(this.places, this.cluster);
    return mapped(tensors, (tensor) => {
      const others = tensor.shape.slice(1);
      return tf.slice(tensor, [from, ...others.map(() => 0)], [end - from, ...others]);
    });
  }

  /** Frees what it keeps. */
  dispose(): void {
    this.#share.dispose();
  }

  #shareOf({ batch: own, idle }: Part, { inputs, labels }: Batch): tf.Scalar {
    if (idle) return tf.scalar(0);
    if (this.#rows !== 'tokens') return tf.scalar(own.inputs.values.shape[0] / inputs.values.shape[0]);
    const count = (some: tf.Tensor): tf.Scalar => tf.sum(countedRows(some));
    return tf.div(count(own.labels), tf.maximum(count(labels), 1));
  }
}

function mapped(tensors: Tensors, change: (tensor: tf.Tensor) => tf.Tensor): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}
