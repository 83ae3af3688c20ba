import type { Cluster } from '@advtrain/core';
import { gathered } from '@advtrain/core';

/**
 * What each batch of a step has by its rows, of all processes: each has the rows of some places, in the order of ranks. All call it at the same
 * step.
 */
export function allSizes(own: readonly (readonly number[])[], cluster: Cluster): readonly (readonly number[])[] {
  const { rank, size } = cluster;
  const counts = own.map((rows) => {
    const mine = new Float32Array(size);
    mine[rank] = rows.length;
    return gathered(cluster, mine);
  });
  return own.map((rows, batch) => {
    const from = sum(counts[batch]!.subarray(0, rank));
    const mine = new Float32Array(sum(counts[batch]!));
    mine.set(rows, from);
    return [...gathered(cluster, mine)];
  });
}

function sum(counts: Float32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
