import { fold, key, uniform } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Which examples of a set are attacked where `count` of them are: all if there are no more, else as many of each class as its
 * share of the set comes to, drawn at random but always the same, so that methods and seeds are compared on the same
 * examples. In the order of the set.
 *
 * @param labels the class of each example.
 * @param count the most examples that are drawn.
 */
export function attackedRows(labels: readonly number[], count: number): readonly number[] {
  const all = Array.from(labels.keys());
  if (count >= all.length) return all;
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const groups = classes.map((label) => all.filter((row) => labels[row] === label));
  const quotas = apportioned(
    groups.map((rows) => rows.length),
    count,
  );
  const draws = tf.tidy(() => uniform([all.length], fold(key(0), 'attacked')).dataSync());
  const drawn = groups.flatMap((rows, index) =>
    rows.sort((a, b) => draws[a]! - draws[b]! || a - b).slice(0, quotas[index]),
  );
  return drawn.sort((a, b) => a - b);
}

/** How many of `count` each group gets by its size: what is left over goes to the largest remainders, the first of equals. */
function apportioned(sizes: readonly number[], count: number): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * count) / total);
  const quotas = exact.map(Math.floor);
  const left = count - quotas.reduce((sum, quota) => sum + quota, 0);
  const remainder = (index: number): number => exact[index]! - quotas[index]!;
  const neediest = Array.from(sizes.keys()).sort((a, b) => remainder(b) - remainder(a) || a - b);
  for (const index of neediest.slice(0, left)) quotas[index]!++;
  return quotas;
}
