import type { Cluster } from '@advtrain/core';
import { sumOverProcesses, type Wire } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { bucketsOf } from './buckets.ts';
import { lostIn } from './lost.ts';

/** Numbers of a bucket, 4 MiB: larger ones take longer a byte, and smaller ones wait longer for an answer. */
const bucketSize = 1 << 20;

/** The processes of a cluster, whose sums go round in buckets of about 4 MiB. They have joined TensorFlow's collectives. */
export class Ring implements Cluster {
  readonly rank: number;
  readonly size: number;
  /** Where each rank listens, as `host:port` by rank. */
  readonly hosts: readonly string[];
  #sums = 0;

  /**
   * @param rank which of them this process is, from 0.
   * @param hosts where each listens, as `host:port` by rank.
   */
  constructor(rank: number, hosts: readonly string[]) {
    this.rank = rank;
    this.size = hosts.length;
    this.hosts = hosts;
  }

  /** As {@link Cluster.begin}. */
  begin(): void {
    this.#sums = 0;
  }

  /**
   * As {@link Cluster.sum}.
   *
   * @param tensors float32; they stay the caller's.
   * @param wire what they are rounded to on their way. Default `fp32`.
   */
  sum(tensors: readonly tf.Tensor[], wire: Wire = 'fp32'): tf.Tensor[] {
    return this.guarded(() => tf.tidy(() => this.#inBuckets(tensors, wire)));
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

  #inBuckets(tensors: readonly tf.Tensor[], wire: Wire): tf.Tensor[] {
    const flat = tensors.map((tensor) => tf.reshape(tensor, [-1]));
    const sizes = flat.map(({ size }) => size);
    const parts: tf.Tensor[][] = tensors.map(() => []);
    for (const bucket of bucketsOf(sizes, bucketSize)) {
      const spans = bucket.map(({ tensor, begin, size }) => tf.slice(flat[tensor]!, begin, size));
      const sum = this.#summed(joined(spans), wire);
      const back = tf.split(
        sum,
        bucket.map(({ size }) => size),
      );
      bucket.forEach(({ tensor }, i) => parts[tensor]!.push(back[i]!));
    }
    return tensors.map(({ shape }, i) => tf.reshape(joined(parts[i]!), shape));
  }

  /** The sum of one bucket, which is known in all processes by its place after `begin` and its size. */
  #summed(x: tf.Tensor, wire: Wire): tf.Tensor {
    const instance = instanceOf(this.#sums++, x.size);
    return sumOverProcesses(x, { size: this.size, instance, wire });
  }
}

function joined(parts: readonly tf.Tensor[]): tf.Tensor {
  return parts.length === 1 ? parts[0]! : tf.concat([...parts]);
}

/** A number for a sum, by which TensorFlow remembers its shape: another shape at the same place is another sum. */
function instanceOf(place: number, size: number): number {
  let hash = 0x811c9dc5;
  for (const part of [place, size]) {
    hash = Math.imul(hash ^ part, 0x01000193);
    hash ^= hash >>> 15;
  }
  return 1000 + (hash >>> 2);
}
