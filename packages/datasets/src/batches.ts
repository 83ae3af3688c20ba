import { fold, key } from '@advtrain/engine';
import type { Batch } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { shuffled } from './shuffled.ts';

/** Token ids of one example, as a tokenizer gives them. */
export interface TokenIds {
  readonly ids: ArrayLike<number>;
  /** Segment ids. Absent means all zero. */
  readonly types?: ArrayLike<number>;
}

/**
 * In which order examples come: `shuffled` anew every epoch, similar lengths together; by `length`, which evaluates
 * fastest; or as `given`.
 */
export type BatchOrder = 'shuffled' | 'length' | 'given';

/** Options of {@link textBatches}. */
export interface BatchOptions {
  /** Examples a batch, at least 1. */
  readonly batchSize: number;
  /** Default `shuffled`. */
  readonly order?: BatchOrder;
  /** Together with `epoch`, what a shuffled order is a function of. Default 0. */
  readonly seed?: number;
  /** Default 0. */
  readonly epoch?: number;
  /** Ids beyond are cut off, in tokens. Default: none are. A tokenizer's own maxLength keeps the closing token instead. */
  readonly maxLength?: number;
  /** Batches are padded to a multiple of it, in tokens, at most to `maxLength`. Default 8. */
  readonly multiple?: number;
  /** The id that padding has. Default 0. */
  readonly padId?: number;
  /** What happens to the examples that fill no batch: they are the last one, shorter, or left out. Default `keep`. */
  readonly remainder?: 'keep' | 'drop';
  /** Whether labels are targets of a regression (float32) instead of class indices (int32). Default false. */
  readonly regression?: boolean;
}

/** Batches of one pass over the examples. */
export interface TextBatches extends Iterable<Batch> {
  /** How many there are. */
  readonly count: number;
  /** The examples of each batch: what puts predictions back into order. */
  readonly rows: readonly (readonly number[])[];
}

/** Lengths are sorted within that many batches, so that an epoch's order stays random. */
const windowSize = 50;

/**
 * Minibatches of encoded texts, padded to the longest in each, rounded up to a multiple: few shapes, little padding.
 * Each batch's tensors are disposed when the consumer asks for the next one or leaves. May be iterated again. Throws
 * one sentence for options and data that do not fit.
 */
export function textBatches(
  encoded: readonly TokenIds[],
  labels: readonly number[],
  options: BatchOptions,
): TextBatches {
  check(encoded, labels, options);
  const limit = options.maxLength ?? Infinity;
  const lengths = encoded.map(({ ids }) => Math.min(ids.length, limit));
  const rows = plan(lengths, options);
  // The same for every batch, so that all have the same inputs.
  const withTypes = encoded.some(({ types }) => types !== undefined);
  return {
    count: rows.length,
    rows,
    *[Symbol.iterator]() {
      for (const batch of rows) {
        const longest = batch.reduce((most, row) => Math.max(most, lengths[row]!), 0);
        const { multiple = 8 } = options;
        const width = Math.min(Math.ceil(longest / multiple) * multiple, limit);
        const tensors = assemble(batch, encoded, labels, width, withTypes, options);
        try {
          yield tensors;
        } finally {
          tf.dispose([tensors.labels, ...Object.values(tensors.inputs as object as Record<string, tf.Tensor>)]);
        }
      }
    },
  };
}

/** Which examples make up which batch. */
function plan(lengths: readonly number[], options: BatchOptions): number[][] {
  const { batchSize, order = 'shuffled', seed = 0, epoch = 0, remainder = 'keep' } = options;
  const stream = fold(fold(key(seed), 'batches'), epoch);
  const byLength = (a: number, b: number): number => lengths[a]! - lengths[b]! || a - b;
  let rows = order === 'shuffled' ? [...shuffled(lengths.length, stream)] : lengths.map((_, row) => row);
  if (order === 'length') rows.sort(byLength);
  // What is left over is split off before similar lengths are put together, so that its lengths are like all others'.
  const full = rows.length - (rows.length % batchSize);
  const rest = remainder === 'keep' && full < rows.length ? [rows.slice(full)] : [];
  rows = rows.slice(0, full);
  if (order !== 'shuffled') return [...cut(rows, batchSize), ...rest];
  const batches = cut(rows, windowSize * batchSize).flatMap((window) => cut(window.sort(byLength), batchSize));
  return [...[...shuffled(batches.length, fold(stream, 'order'))].map((index) => batches[index]!), ...rest];
}

function cut(rows: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}

function assemble(
  rows: readonly number[],
  encoded: readonly TokenIds[],
  labels: readonly number[],
  width: number,
  withTypes: boolean,
  { padId = 0, regression = false }: BatchOptions,
): Batch {
  const shape: [number, number] = [rows.length, width];
  const [values, types] = [new Int32Array(rows.length * width).fill(padId), new Int32Array(rows.length * width)];
  const mask = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    const example = encoded[row]!;
    const length = Math.min(example.ids.length, width);
    for (let at = 0; at < length; at++) {
      values[index * width + at] = example.ids[at]!;
      types[index * width + at] = example.types?.[at] ?? 0;
    }
    mask.fill(1, index * width, index * width + length);
  }
  const targets = rows.map((row) => labels[row]!);
  return {
    inputs: {
      values: tf.tensor2d(values, shape, 'int32'),
      mask: tf.tensor2d(mask, shape, 'float32'),
      ...(withTypes && { types: tf.tensor2d(types, shape, 'int32') }),
    },
    labels: tf.tensor1d(targets, regression ? 'float32' : 'int32'),
  };
}

function check(encoded: readonly TokenIds[], labels: readonly number[], options: BatchOptions): void {
  const { batchSize, maxLength = 1, multiple = 1, regression = false } = options;
  for (const [name, value] of Object.entries({ batchSize, maxLength, multiple })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`${name} is ${value}, but must be a whole number of at least 1.`);
    }
  }
  if (encoded.length === 0) throw new Error('There are no examples to make batches of: give at least one.');
  if (labels.length !== encoded.length) {
    throw new Error(`There are ${labels.length} labels, but ${encoded.length} texts: give one a text.`);
  }
  const empty = encoded.findIndex(({ ids }) => ids.length === 0);
  if (empty >= 0) throw new Error(`Example ${empty} has no tokens: leave it out, or encode it with special tokens.`);
  const wrong = labels.findIndex(
    (label) => !(regression ? Number.isFinite(label) : Number.isInteger(label) && label >= 0),
  );
  if (wrong >= 0) {
    const rule = regression ? 'a number' : 'a class index, a whole number of at least 0';
    throw new Error(`The label of example ${wrong} is ${labels[wrong]!}, but must be ${rule}.`);
  }
}
