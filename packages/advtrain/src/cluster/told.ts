import type { Cluster } from '@advtrain/core';
import { gathered } from '@advtrain/evaluate';

/**
 * What rank 0 has, in all processes: for what each has measured by a clock of its own, or computed alone. They wait for one another.
 *
 * @param cluster the processes; undefined where this is the only one, whose own it is then.
 * @param own what this process has, as JSON can say it.
 */
export function told<T>(cluster: Cluster | undefined, own: T): T {
  if (!cluster) return own;
  const [first] = toldByEach(cluster, cluster.rank === 0 ? own : null);
  return first as T;
}

/**
 * What each process has, by rank, in all of them. They wait for one another.
 *
 * @param cluster the processes; undefined where this is the only one.
 * @param own what this process has, as JSON can say it.
 */
export function toldByEach<T>(cluster: Cluster | undefined, own: T): readonly T[] {
  if (!cluster) return [own];
  const bytes = new TextEncoder().encode(JSON.stringify(own));
  const lengths = gathered(cluster, at(cluster.size, cluster.rank, [bytes.length]));
  const begins = lengths.map((_, rank) => lengths.slice(0, rank).reduce((sum, each) => sum + each, 0));
  const end = (rank: number): number => begins[rank]! + lengths[rank]!;
  const all = Uint8Array.from(gathered(cluster, at(end(cluster.size - 1), begins[cluster.rank]!, bytes)));
  const decoder = new TextDecoder();
  return Array.from(begins, (begin, rank) => JSON.parse(decoder.decode(all.subarray(begin, end(rank)))) as T);
}

/** So many zeros, but for some numbers from a place on. */
function at(size: number, place: number, numbers: ArrayLike<number>): Float32Array {
  const all = new Float32Array(size);
  all.set(numbers, place);
  return all;
}
