/**
 * Pearson's linear correlation of two lists of numbers, in [−1, 1]; NaN where one of them is constant or not finite,
 * like scipy's `pearsonr`. Throws one sentence where their lengths differ or are below 2.
 *
 * @param predicted one for each label, in their order.
 * @param labels the right answers.
 */
export function pearson(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  check(predicted, labels);
  return correlation(Float64Array.from(predicted), Float64Array.from(labels));
}

/**
 * Spearman's rank correlation of two lists of numbers, in [−1, 1]: Pearson's of their ranks, where equals share the mean
 * of theirs; NaN where one list is constant or has a NaN, like scipy's `spearmanr`. Throws one sentence where their
 * lengths differ or are below 2.
 *
 * @param predicted one for each label, in their order.
 * @param labels the right answers.
 */
export function spearman(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  check(predicted, labels);
  return correlation(ranks(predicted), ranks(labels));
}

function correlation(a: Float64Array, b: Float64Array): number {
  // Rounding of the mean would give a constant list a spread.
  if (isConstant(a) || isConstant(b)) return NaN;
  const x = unit(a);
  const y = unit(b);
  return Math.max(-1, Math.min(1, dot(x, y)));
}

/** The list minus its mean, at length 1. */
function unit(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  // Divided by the largest first, so that no square overflows or vanishes.
  const most = centred.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const scaled = centred.map((value) => value / most);
  const length = Math.sqrt(dot(scaled, scaled));
  return scaled.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

/** Ranks from 1; equals have the mean of theirs. A NaN makes all NaN. */
function ranks(values: ArrayLike<number>): Float64Array {
  const list = Float64Array.from(values);
  const ranked = new Float64Array(list.length);
  if (list.some(Number.isNaN)) return ranked.fill(NaN);
  const order = [...list.keys()].sort((a, b) => (list[a]! < list[b]! ? -1 : list[a]! > list[b]! ? 1 : 0));
  for (let first = 0, next = 1; first < order.length; first = next++) {
    while (next < order.length && list[order[next]!] === list[order[first]!]) next++;
    for (let at = first; at < next; at++) ranked[order[at]!] = (first + next + 1) / 2;
  }
  return ranked;
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function check(predicted: ArrayLike<number>, labels: ArrayLike<number>): void {
  if (predicted.length === labels.length && labels.length >= 2) return;
  throw new Error(
    `There are ${predicted.length} predictions for ${labels.length} labels: a correlation needs as many of each, and at least two.`,
  );
}
