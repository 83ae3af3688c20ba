import type { Cluster } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Rows } from './rows/judge.ts';

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
 * Those of some rows that a process takes: every one of them where it is alone.
 *
 * @param cluster the processes; undefined where this is the only one.
 * @param rows what they share, alike in all of them.
 */
export function ownRows(cluster: Cluster | undefined, rows: readonly number[]): readonly number[] {
  return cluster ? rows.filter((_, place) => place % cluster.size === cluster.rank) : rows;
}

/** The rows of logits that processes have found together, each those of some examples: of `count` in all. */
export function gatheredRows(cluster: Cluster, own: readonly (Rows | undefined)[], count: number): readonly Rows[] {
  const examples = Array.from({ length: count }, (_, example) => own[example]);
  const sizes = gathered(
    cluster,
    Float32Array.from(examples, (rows) => rows?.values.length ?? 0),
  );
  const widths = gathered(
    cluster,
    Float32Array.from(examples, (rows) => rows?.width ?? 0),
  );
  const begins: number[] = [];
  const all = sizes.reduce((sum, size) => (begins.push(sum), sum + size), 0);
  const values = new Float32Array(all);
  examples.forEach((rows, example) => {
    if (rows) values.set(rows.values, begins[example]);
  });
  const found = gathered(cluster, values);
  return begins.map((begin, example) => ({
    values: found.slice(begin, begin + sizes[example]!),
    width: widths[example]!,
  }));
}
