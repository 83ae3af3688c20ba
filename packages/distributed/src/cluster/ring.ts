import type { Cluster } from '@advtrain/core';
import {
  receivedFromProcess,
  sentToProcesses,
  sumOrder,
  sumOverProcesses,
  type SumOrder,
  type TogetherOptions,
  type Wire,
} from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { bucketsByOwner, bucketsOf } from './buckets.ts';
import { lostIn } from './lost.ts';
import { throughBuckets, type Bucket } from './through-buckets.ts';

/** Numbers of a bucket, 4 MiB: larger ones take longer a byte, and smaller ones wait longer for an answer. */
const bucketSize = 1 << 20;
const kinds = { sum: 0, broadcast: 1 } as const;
type Kind = (typeof kinds)[keyof typeof kinds];

/** The processes of a cluster, whose sums and broadcasts go round in buckets of about 4 MiB. They have joined TensorFlow's collectives. */
export class Ring implements Cluster {
  readonly rank: number;
  readonly size: number;
  /** Where each rank listens, as `host:port` by rank. */
  readonly hosts: readonly string[];
  readonly #order: SumOrder | undefined;
  #begun = 0;

  /**
   * @param rank which of them this process is, from 0.
   * @param hosts where each listens, as `host:port` by rank.
   * @param options `nccl`: whether sums go by NCCL, from GPU to GPU, each process having one of its own. Default false: through the
   * memory of hosts.
   */
  constructor(rank: number, hosts: readonly string[], { nccl = false }: { readonly nccl?: boolean } = {}) {
    this.rank = rank;
    this.size = hosts.length;
    this.hosts = hosts;
    this.#order = nccl ? sumOrder() : undefined;
  }

  /** As {@link Cluster.begin}. */
  begin(): void {
    this.#begun = 0;
  }

  /**
   * As {@link Cluster.sum}.
   *
   * @param tensors float32; they stay the caller's.
   * @param wire what they are rounded to on their way. Default `fp32`.
   */
  sum(tensors: readonly tf.Tensor[], wire: Wire = 'fp32'): tf.Tensor[] {
    const order = this.#order;
    // Sums in one order wait for one another as it is.
    const how = order ? { wire, order, by: 'nccl' as const, after: undefined } : { wire };
    const summed = (bucket: Bucket) => sumOverProcesses(bucket.given(), { ...this.#known(kinds.sum, bucket), ...how });
    return this.guarded(() => tf.tidy(() => throughBuckets(tensors, bucketsOf(sizesOf(tensors), bucketSize), summed)));
  }

  /**
   * As {@link Cluster.broadcast}.
   *
   * @param tensors float32; they stay the caller's.
   * @param owners the ranks that have them.
   */
  broadcast(tensors: readonly tf.Tensor[], owners: readonly number[]): tf.Tensor[] {
    const moved = (bucket: Bucket) => {
      const known = this.#known(kinds.broadcast, bucket);
      return owners[bucket.tensor] === this.rank
        ? sentToProcesses(bucket.given(), known)
        : receivedFromProcess(bucket.size, known);
    };
    const buckets = bucketsByOwner(sizesOf(tensors), owners, bucketSize);
    return this.guarded(() => tf.tidy(() => throughBuckets(tensors, buckets, moved)));
  }

  /**
   * What the processes agree on: each flag is true in all of them where it is true in one. All ask for as many at the same time.
   *
   * @param flags this process's.
   */
  agreed(flags: readonly boolean[]): readonly boolean[] {
    this.begin();
    return this.guarded(() =>
      tf.tidy(() => {
        const own = tf.tensor1d([0, ...flags.map(Number)]);
        return [...this.sum([own])[0]!.dataSync()].slice(1).map((count) => count > 0);
      }),
    );
  }

  /**
   * Runs work with recorded sums in it, or that reads what a sum gave. Throws a {@link ProcessLost} where a sum fails because a process is
   * gone; other errors are as they are.
   *
   * @param work what is run.
   */
  guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw lostIn(error, this.hosts, this.rank);
    }
  }

  /** What one bucket is known by in all processes: its kind, its place after `begin` and its size. */
  #known(kind: Kind, { size, after }: Bucket): TogetherOptions {
    return { size: this.size, instance: instanceOf([kind, this.#begun++, size]), after };
  }
}

function sizesOf(tensors: readonly tf.Tensor[]): readonly number[] {
  return tensors.map(({ size }) => size);
}

/** A number by which TensorFlow remembers kind and shape: another shape at the same place is another sum. */
function instanceOf(parts: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x01000193);
    hash ^= hash >>> 15;
  }
  return 1000 + (hash >>> 2);
}
