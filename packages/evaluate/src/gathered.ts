import { gathered } from '@advtrain/core';
import type { Cluster } from '@advtrain/core';
import type { Rows } from './rows/judge.ts';

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
