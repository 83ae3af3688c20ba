import { createHash } from 'node:crypto';
import { UsageError } from '@advtrain/compare';
import { pick, sameTexts, sharedRows } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';

/** Examples for three ends that have nothing in common. */
export interface Divided {
  /** Trained on. */
  readonly train: Examples;
  /** What models are picked by. */
  readonly selection: Examples;
  /** What is reported. */
  readonly reported: Examples;
  /** How many rows are left out of training because what is reported has their texts too. */
  readonly leftOut: number;
}

/** Of training examples at most so many are for the pick, and at most one in five. */
const most = 1000;

/**
 * Holds out examples to pick by from those to train on: the same ones whatever their order, texts that are alike together. Of the
 * training examples those are left out whose texts are reported. Throws a {@link UsageError} where too few are left.
 */
export function divided(all: Examples, reported: Examples): Divided {
  const shared = new Set(sharedRows(all, reported));
  const own = pick(
    all,
    all.labels.flatMap((_, row) => (shared.has(row) ? [] : [row])),
  );
  const size = Math.min(most, Math.floor(own.labels.length / 5));
  const order = sameTexts(own)
    .map((text, row) => ({ row, sum: createHash('sha256').update(`pick ${text}`).digest('hex') }))
    .sort((a, b) => (a.sum < b.sum ? -1 : a.sum > b.sum ? 1 : a.row - b.row));
  let end = size;
  while (end > 0 && end < order.length && order[end]!.sum === order[end - 1]!.sum) end++;
  const rows = (from: number, to: number) =>
    order
      .slice(from, to)
      .map(({ row }) => row)
      .sort((a, b) => a - b);
  const parts = { selection: pick(own, rows(0, end)), train: pick(own, rows(end, order.length)) };
  for (const [name, { labels }] of Object.entries(parts))
    if (new Set(labels).size < 2)
      throw new UsageError(
        `Of ${all.labels.length} training examples ${shared.size} are reported too, and of the rest ${labels.length} are for ${name}, in fewer than two classes: give more examples.`,
      );
  return { ...parts, reported, leftOut: shared.size };
}
