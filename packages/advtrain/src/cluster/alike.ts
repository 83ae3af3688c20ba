import type { Cluster } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Throws in all processes where one has another hash of settings, data and starting weights: they would train unlike models, and never
 * notice.
 */
export function checkAlike(cluster: Cluster, hash: string): void {
  const own = [0, 4, 8, 12].map((from) => Number.parseInt(hash.slice(from, from + 4), 16));
  cluster.begin();
  const sums = cluster.guarded(() => tf.tidy(() => cluster.sum([tf.tensor1d(own)])[0]!.dataSync()));
  const differs = own.some((number, i) => sums[i] !== cluster.size * number);
  if (!cluster.agreed([differs])[0]) return;
  throw new Error(
    'The processes have read unlike data or starting weights: give all of them the same files, and start all again.',
  );
}
