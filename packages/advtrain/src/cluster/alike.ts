import type { Cluster } from '@advtrain/core';
import { gathered } from '@advtrain/core';

/**
 * Throws in all processes where one has another hash of settings, data and starting weights: they would train unlike models, and never
 * notice.
 */
export function checkAlike(cluster: Cluster, hash: string): void {
  const own = [0, 4, 8, 12].map((from) => Number.parseInt(hash.slice(from, from + 4), 16));
  const sums = gathered(cluster, Float32Array.from(own));
  const differs = own.some((number, i) => sums[i] !== cluster.size * number);
  if (!cluster.agreed([differs])[0]) return;
  throw new Error(
    'The processes have read unlike data or starting weights: give all of them the same files, and start all again.',
  );
}
