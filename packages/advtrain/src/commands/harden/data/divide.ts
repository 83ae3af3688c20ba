import { createHash } from 'node:crypto';
import { UsageError } from '@advtrain/compare';
import { pick, sameTexts, sharedRows } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';

/** Examples for three ends that have nothing in common. */
export interface Divided {
  /** All that there is to train on, what is picked by among it where it is held out of that. */
  readonly own: Examples;
  /** Trained on. */
  readonly train: Examples;
  /** What models are picked by. */
  readonly selection: Examples;
  /** What is reported. */
  readonly reported: Examples;
  /** How many rows are left out of training because what is reported has their texts too. */
  readonly leftOut: number;
}

/** Of the examples that some are held out of at most so many are for the pick, and of training examples at most one in five. */
const most = 1000;

/**
 * Holds out examples to pick by: of those to train on, or, where `isSeen` says that the model may know those already, half of what would be
 * reported. The same ones whatever their order, texts that are alike together. Of the training examples those are left out
 * whose texts are reported or picked by. Throws a {@link UsageError} where too few are left.
 */
export function divided(all: Examples, unseen: Examples, { isSeen = false } = {}): Divided {
  const shared = new Set(sharedRows(all, unseen));
  const own = pick(
    all,
    all.labels.flatMap((_, row) => (shared.has(row) ? [] : [row])),
  );
  const [selection, rest] = isSeen ? heldOut(unseen, 2) : heldOut(own, 5);
  const parts = isSeen ? { selection, train: own, reported: rest } : { selection, train: rest, reported: unseen };
  for (const [name, { labels }] of Object.entries(parts))
    if (new Set(labels).size < 2)
      throw new UsageError(
        `Of ${all.labels.length} training examples ${shared.size} are reported or picked by too, and ${labels.length} are left for ${name}, in fewer than two classes: give more examples.`,
      );
  return { ...parts, own, leftOut: shared.size };
}

/** One in so many examples, and the others. */
function heldOut(examples: Examples, oneIn: number): readonly [held: Examples, rest: Examples] {
  const size = Math.min(most, Math.floor(examples.labels.length / oneIn));
  const order = sameTexts(examples)
    .map((text, row) => ({ row, sum: createHash('sha256').update(`pick ${text}`).digest('hex') }))
    .sort((a, b) => (a.sum < b.sum ? -1 : a.sum > b.sum ? 1 : a.row - b.row));
  let end = size;
  while (end > 0 && end < order.length && order[end]!.sum === order[end - 1]!.sum) end++;
  const rows = (from: number, to: number) =>
    order
      .slice(from, to)
      .map(({ row }) => row)
      .sort((a, b) => a - b);
  return [pick(examples, rows(0, end)), pick(examples, rows(end, order.length))];
}
