import { toldByEach as allTell } from '@advtrain/core';
import type { Cluster } from '@advtrain/core';

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
  return cluster ? allTell(cluster, own) : [own];
}
