import type { Wire } from '@advtrain/engine';
import type * as tf from '@tensorflow/tfjs-core';

/** What a sum throws where the processes cannot go on together: an error with a mark, which goes as it is through whatever asked for the sum. */
export interface ClusterFailure extends Error {
  readonly ofCluster: true;
}

/**
 * The processes that train one model together: each takes its rows of every batch, and gradients are summed over all of them.
 * `cluster` of @advtrain/distributed makes one.
 */
export interface Cluster {
  /** Which of them this is, from 0. */
  readonly rank: number;
  /** How many they are, at least 2. */
  readonly size: number;
  /** Begins a batch: its sums and broadcasts are known by their order from here on, which is the same in all processes. */
  begin(): void;
  /**
   * The sums over all processes, in the order of the tensors and with the same bits in each process. All call it alike, with tensors of
   * the same shapes. It is recordable: it reads no value back. Where a process is gone, it throws a {@link ClusterFailure}.
   *
   * @param tensors float32; they stay the caller's.
   * @param wire what they are rounded to on their way. Default `fp32`.
   */
  sum(tensors: readonly tf.Tensor[], wire?: Wire): tf.Tensor[];
  /**
   * Tensors that one process each has, in all of them, in order. Called alike by all, recordable, and throwing, as {@link Cluster.sum}.
   *
   * @param tensors float32; they stay the caller's. Of those that others have the shape counts alone.
   * @param owners the ranks that have them, in the same order.
   */
  broadcast(tensors: readonly tf.Tensor[], owners: readonly number[]): tf.Tensor[];
  /**
   * What the processes agree on: each flag is true in all of them where it is true in one. All ask for as many at the same time. For
   * what each would decide by its own clock, or by a signal that only it has.
   *
   * @param flags this process's.
   */
  agreed(flags: readonly boolean[]): readonly boolean[];
  /**
   * Runs work with recorded sums in it, or that reads what a sum gave: where one fails because a process is gone, it throws a
   * {@link ClusterFailure} that says which.
   *
   * @param work what is run.
   */
  guarded<T>(work: () => T): T;
}
