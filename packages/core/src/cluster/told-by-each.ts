import * as tf from '@tensorflow/tfjs-core';
import type { Cluster } from '../contract/cluster.ts';

/**
 * The numbers that processes have found together: each gives 0 where another has found one. Exact, but that −0 becomes 0.
 *
 * @param cluster the processes, which all call it alike.
 * @param numbers this process's, as many as the others'.
 */
export function gathered(cluster: Cluster, numbers: Float32Array): Float32Array {
  if (numbers.length === 0) return numbers;
  cluster.begin();
  return cluster.guarded(() =>
    tf.tidy(() => Float32Array.from(cluster.sum([tf.tensor1d(numbers)])[0]!.dataSync<'float32'>())),
  );
}

/**
 * What each process has, by rank, in all of them. They wait for one another.
 *
 * @param cluster the processes, which all call it at the same time.
 * @param own what this process has, as JSON can say it.
 */
export function toldByEach<T>(cluster: Cluster, own: T): readonly T[] {
  const { rank, size } = cluster;
  const bytes = new TextEncoder().encode(JSON.stringify(own));
  const lengths = gathered(cluster, at(size, rank, [bytes.length]));
  const begins = lengths.map((_, each) => lengths.slice(0, each).reduce((sum, length) => sum + length, 0));
  const end = (each: number): number => begins[each]! + lengths[each]!;
  const all = Uint8Array.from(gathered(cluster, at(end(size - 1), begins[rank]!, bytes)));
  const decoder = new TextDecoder();
  return Array.from(begins, (begin, each) => JSON.parse(decoder.decode(all.subarray(begin, end(each)))) as T);
}

/** So many zeros, but for some numbers from a place on. */
function at(size: number, place: number, numbers: ArrayLike<number>): Float32Array {
  const all = new Float32Array(size);
  all.set(numbers, place);
  return all;
}
