import { fold, type Key } from '@advtrain/engine';
import { shuffled } from '../examples/shuffled.ts';

/**
 * In which order examples come: `shuffled` anew every epoch, similar lengths together; by `length`, which evaluates
 * fastest; or as `given`.
 */
export type BatchOrder = 'shuffled' | 'length' | 'given';

/** Of each example: its tokens (of the longest of its choices), and its choices (1 where it has none). */
export interface Sizes {
  readonly lengths: readonly number[];
  readonly choices: readonly number[];
}

/** What a plan depends on besides the examples. */
export interface PlanOptions {
  readonly batchSize: number;
  /** By `length`, what the examples of a batch times its longest come to at most; a longer one is alone. Default: no limit. */
  readonly batchTokens?: number | undefined;
  readonly order: BatchOrder;
  readonly remainder: 'keep' | 'drop';
  /** What widths of batches are rounded up to, in tokens: lengths that pad alike are alike. Default 1. */
  readonly multiple?: number;
}

/** Lengths are sorted within that many batches, so that an epoch's order stays random; what pads alike stays as it was shuffled. */
export const windowSize = 50;

/** Which examples make up which batch: a function of the key alone. The examples of a batch have equally many choices. */
export function planBatches(sizes: Sizes, options: PlanOptions, stream: Key): number[][] {
  const groups = options.order === 'given' ? runs(sizes.choices) : alike(sizes.choices);
  const planned = groups.map((rows) => planGroup(rows, sizes.lengths, options, stream));
  if (planned.length < 2 || options.order !== 'shuffled') return planned.flat();
  const batches = planned.flat();
  return [...shuffled(batches.length, fold(stream, 'groups'))].map((index) => batches[index]!);
}

/** Neighbouring rows with equal values. */
function runs(values: readonly number[]): number[][] {
  const found: number[][] = [];
  for (const [row, value] of values.entries()) {
    if (value === values[row - 1]) found.at(-1)!.push(row);
    else found.push([row]);
  }
  return found;
}

/** All rows with equal values. */
function alike(values: readonly number[]): number[][] {
  const found = new Map<number, number[]>();
  for (const [row, value] of values.entries()) {
    const rows = found.get(value);
    if (rows) rows.push(row);
    else found.set(value, [row]);
  }
  return [...found.values()];
}

function planGroup(
  group: readonly number[],
  lengths: readonly number[],
  { batchSize, batchTokens, order, remainder, multiple = 1 }: PlanOptions,
  stream: Key,
): number[][] {
  // Sorting is stable: what ties keeps the order of the shuffle, or a batch would have the same examples in every epoch.
  const byLength = (a: number, b: number): number => lengths[a]! - lengths[b]!;
  const byWidth = (a: number, b: number): number => widthOf(lengths[a]!, multiple) - widthOf(lengths[b]!, multiple);
  let rows = order === 'shuffled' ? [...shuffled(group.length, stream)].map((index) => group[index]!) : [...group];
  if (order === 'length') rows.sort(byLength);
  if (order === 'length' && batchTokens !== undefined) return cutWithin(rows, lengths, { batchSize, batchTokens });
  // What is left over is split off before similar lengths are put together, so that its lengths are like all others'.
  const full = rows.length - (rows.length % batchSize);
  const rest = remainder === 'keep' && full < rows.length ? [rows.slice(full)] : [];
  rows = rows.slice(0, full);
  if (order !== 'shuffled') return [...cut(rows, batchSize), ...rest];
  const batches = cut(rows, windowSize * batchSize).flatMap((window) => cut(window.sort(byWidth), batchSize));
  return [...[...shuffled(batches.length, fold(stream, 'order'))].map((index) => batches[index]!), ...rest];
}

/** A length rounded up to a multiple. */
export function widthOf(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}

/** Rows by length in batches that have neither more examples nor more tokens than that. */
function cutWithin(
  rows: readonly number[],
  lengths: readonly number[],
  { batchSize, batchTokens }: { readonly batchSize: number; readonly batchTokens: number },
): number[][] {
  const batches: number[][] = [];
  for (const row of rows) {
    const last = batches.at(-1);
    if (last && last.length < batchSize && (last.length + 1) * lengths[row]! <= batchTokens) last.push(row);
    else batches.push([row]);
  }
  return batches;
}

function cut(rows: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}
