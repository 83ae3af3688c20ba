/**
 * The temperature T > 0 at which softmax(logits / T) is calibrated: the minimum over log T of the negative
 * log-likelihood (Guo et al., 2017), found by golden section. An over-confident model hides from attacks, because its
 * loss is flat in floating point where its decision is not (Raina et al., 2024, arXiv 2402.17509): attack
 * loss(logits / T).
 *
 * `logits` are rows of C numbers, `labels` their classes. A label counts as (n + 1) / (n + C) and each other class as
 * 1 / (n + C), for n rows (Platt, 1999), so that T stays above 0 where every row is right. 1 where all logits are alike.
 * Throws one sentence for labels that do not fit.
 *
 * @param logits [N][C].
 * @param labels [N], from 0 to C − 1.
 */
export function temperature(logits: readonly ArrayLike<number>[], labels: ArrayLike<number>): number {
  if (labels.length !== logits.length || logits.length === 0)
    throw new Error(`There are ${labels.length} labels for ${logits.length} rows: give one a row, and at least one.`);
  const rows = logits.map((row) => Array.from(row));
  const scores = rows.map((row, index) => expected(row, labels[index]!, rows.length));
  const spread = rows.reduce((most, row) => Math.max(most, Math.max(...row) - Math.min(...row)), 0);
  if (spread === 0) return 1;
  const loss = (log: number): number =>
    rows.reduce((sum, row, index) => sum + surprise(row, scores[index]!, Math.exp(log)), 0);
  return Math.exp(minimum(loss, Math.log(spread / 1000), Math.log(spread * 10)));
}

/** The mean score of a row under the smoothed label. */
function expected(row: readonly number[], label: number, count: number): number {
  const score = row[label];
  if (score === undefined)
    throw new Error(`A label is ${label}, but must be a class index from 0 to ${row.length - 1}.`);
  return row.reduce((sum, each) => sum + each, count * score) / (count + row.length);
}

/** log Σ exp(row / T) − score / T. */
function surprise(row: readonly number[], score: number, T: number): number {
  const most = Math.max(...row);
  return Math.log(row.reduce((sum, each) => sum + Math.exp((each - most) / T), 0)) + (most - score) / T;
}

/** Where a function with one valley is least, to within 1e-6. */
function minimum(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let left = high - ratio * (high - low);
  let right = low + ratio * (high - low);
  let atLeft = f(left);
  let atRight = f(right);
  while (high - low > 1e-6) {
    if (atLeft < atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}
