import { list } from '../format.ts';

/** Names the example in a row of a batch: `training example 17 (“…”), row 5 of the batch`. */
export type Naming = (batch: number, row: number) => string;

/** Examples that are named at most. */
const most = 3;

/**
 * Which examples a loss or gradient that is no number comes from, as the end of a sentence. `sizes` are Σ|logits| of every
 * row, for each batch of the step.
 */
export function blamed(sizes: readonly (readonly number[])[], name: Naming): string {
  const rows = sizes.flatMap((some, batch) => some.map((size, row) => ({ batch, row, size })));
  const bad = rows.filter(({ size }) => !Number.isFinite(size));
  const named = (some: typeof rows) => list(some.map(({ batch, row }) => name(batch, row)));
  if (rows.length === 0) return '';
  if (bad.length === 0) {
    const largest = rows.reduce((before, each) => (each.size > before.size ? each : before));
    return `, although all logits are numbers; the largest has ${named([largest])}`;
  }
  if (bad.length === rows.length) {
    return `, and so are the logits of all ${rows.length} examples: it is the parameters that have grown beyond numbers`;
  }
  if (bad.length > most) {
    return `, for the logits of ${bad.length} of ${rows.length} examples are no numbers, among them ${named(bad.slice(0, most))}`;
  }
  const [only, are] = bad.length === 1 ? ['alone ', 'has'] : ['', 'have'];
  return `, for ${named(bad)} ${only}${are} logits that are no numbers`;
}

/** Whether only some of the examples have logits that are no numbers: then it is they, and not the parameters. */
export function isByExamples(sizes: readonly (readonly number[])[]): boolean {
  const all = sizes.flat();
  const bad = all.filter((size) => !Number.isFinite(size)).length;
  return bad > 0 && bad < all.length;
}
