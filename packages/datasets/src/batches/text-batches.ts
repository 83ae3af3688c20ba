import { aNumber, checked, needed, numberThat, oneOf, uncounted, yesOrNo, type RulesOf } from '@advtrain/core';
import type { Batch } from '@advtrain/core';
import { fold, key, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { planBatches, widthOf, type BatchOrder } from './batch-plan.ts';

/** Token ids of one text or pair, as a tokenizer gives them. */
export interface TokenIds {
  readonly ids: ArrayLike<number>;
  /** Segment ids. Absent means all zero. */
  readonly types?: ArrayLike<number>;
  /** The labels of its tokens, or of the ends of its answer, where it has several. Absent means that it has one. */
  readonly labels?: ArrayLike<number>;
}

/** An example as a model reads it: a sequence, or a sequence for each choice of a question. */
export type Encoded = TokenIds | readonly TokenIds[];

/** Options of {@link textBatches}. */
export interface BatchOptions {
  /** Examples a batch, at least 1. */
  readonly batchSize: number;
  /**
   * By `length`, which keeps all examples then: tokens a batch at most, its examples times its longest; a longer one is a batch of its own.
   * Default: no limit.
   */
  readonly batchTokens?: number | undefined;
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
  /**
   * What examples have several labels for, their own: each of their tokens, of which those beyond count no more than padding, or the two
   * ends of an answer. Default: they have one.
   */
  readonly rows?: 'tokens' | 'ends';
}

/** What {@link BatchOptions} must be. */
export const batchRules: RulesOf<BatchOptions> = {
  batchSize: needed(aNumber),
  batchTokens: aNumber,
  order: oneOf('shuffled', 'length', 'given'),
  seed: aNumber,
  epoch: aNumber,
  maxLength: aNumber,
  multiple: aNumber,
  padId: numberThat('a whole number', Number.isInteger),
  remainder: oneOf('keep', 'drop'),
  regression: yesOrNo,
  rows: oneOf('tokens', 'ends'),
};

/** Batches of one pass over the examples. */
export interface TextBatches extends Iterable<Batch> {
  /** How many there are. */
  readonly count: number;
  /** The examples of each batch: what puts predictions back into order. */
  readonly rows: readonly (readonly number[])[];
}

/**
 * Batches of encoded texts with ids [B, T], or of questions with ids [B, C, T], padded to the longest in each, rounded
 * up to a multiple: few shapes, little padding. Questions are put together with those that have as many choices, so that
 * none is padded with choices that do not exist. Without `labels`, all are 0. Each batch's tensors are disposed when the
 * consumer asks for the next one or leaves. May be iterated again. Throws one sentence for options and data that do not
 * fit.
 *
 * @param encoded token ids, an example each.
 * @param labels as many as `encoded`: class indices, or values.
 * @param options the batch size, the order, the id of padding and the multiple.
 */
export function textBatches(
  encoded: readonly Encoded[],
  labels: readonly number[] | undefined,
  options: BatchOptions,
): TextBatches {
  const { seed = 0, epoch = 0 } = checked('textBatches', options, batchRules);
  return keyedBatches(encoded, labels, options, fold(fold(key(seed), 'batches'), epoch));
}

/** {@link textBatches} whose shuffled order is a function of that key. */
export function keyedBatches(
  encoded: readonly Encoded[],
  given: readonly number[] | undefined,
  options: BatchOptions,
  stream: Key,
): TextBatches {
  const labels = given ?? encoded.map(() => 0);
  check(encoded, labels, options);
  const {
    batchSize,
    batchTokens,
    order = 'shuffled',
    remainder = 'keep',
    maxLength: limit = Infinity,
    multiple = 8,
  } = options;
  const lengths = encoded.map((each) => Math.min(Math.max(...sequences(each).map(({ ids }) => ids.length)), limit));
  const choices = encoded.map((each) => sequences(each).length);
  const rows = planBatches({ lengths, choices }, { batchSize, batchTokens, order, remainder, multiple }, stream);
  // The same for every batch, so that all have the same inputs.
  const withTypes = encoded.some((each) => sequences(each).some(({ types }) => types !== undefined));
  return {
    count: rows.length,
    rows,
    *[Symbol.iterator]() {
      for (const batch of rows) {
        const longest = batch.reduce((most, row) => Math.max(most, lengths[row]!), 0);
        const width = Math.min(widthOf(longest, multiple), limit);
        const examples = batch.map((row) => encoded[row]!);
        const targets = batch.map((row) => labels[row]!);
        const tensors = assemble(examples, targets, width, withTypes, options);
        try {
          yield tensors;
        } finally {
          tf.dispose([tensors.labels, ...Object.values(tensors.inputs as object as Record<string, tf.Tensor>)]);
        }
      }
    },
  };
}

/** The sequences of an example: of a question, one for each choice. */
function sequences(example: Encoded): readonly TokenIds[] {
  return 'ids' in example ? [example] : example;
}

function assemble(
  examples: readonly Encoded[],
  targets: number[],
  width: number,
  withTypes: boolean,
  { padId = 0, regression = false, rows }: BatchOptions,
): Batch {
  const all = examples.flatMap(sequences);
  const isQuestions = !('ids' in examples[0]!);
  const shape = isQuestions ? [examples.length, all.length / examples.length, width] : [examples.length, width];
  const values = new Int32Array(all.length * width).fill(padId);
  const types = new Int32Array(all.length * width);
  const mask = new Float32Array(all.length * width);
  for (const [index, sequence] of all.entries()) {
    const length = Math.min(sequence.ids.length, width);
    for (let at = 0; at < length; at++) {
      values[index * width + at] = sequence.ids[at]!;
      types[index * width + at] = sequence.types?.[at] ?? 0;
    }
    mask.fill(1, index * width, index * width + length);
  }
  return {
    inputs: {
      values: tf.tensor(values, shape, 'int32'),
      mask: tf.tensor(mask, shape, 'float32'),
      ...(withTypes && { types: tf.tensor(types, shape, 'int32') }),
    },
    labels: tf.tensor1d(rows ? labelsOf(all, rows, width) : targets, regression ? 'float32' : 'int32'),
  };
}

/** The labels of sequences that have several: two each, or as many as there are tokens in a row of the batch. */
function labelsOf(sequences: readonly TokenIds[], rows: 'tokens' | 'ends', width: number): Int32Array {
  const each = rows === 'ends' ? 2 : width;
  const labels = new Int32Array(sequences.length * each).fill(uncounted);
  for (const [index, { labels: own = [] }] of sequences.entries()) {
    for (let at = 0; at < Math.min(own.length, each); at++) labels[index * each + at] = own[at]!;
  }
  return labels;
}

function check(encoded: readonly Encoded[], labels: readonly number[], options: BatchOptions): void {
  const { batchSize, batchTokens = 1, maxLength = 1, multiple = 1, regression = false } = options;
  for (const [name, value] of Object.entries({ batchSize, batchTokens, maxLength, multiple })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`${name} is ${value}, but must be a whole number of at least 1.`);
    }
  }
  if (options.batchTokens !== undefined && options.order !== 'length')
    throw new Error(`batchTokens is ${batchTokens}, but goes with order length alone: leave one of them out.`);
  if (encoded.length === 0) throw new Error('There are no examples to make batches of: give at least one.');
  if (labels.length !== encoded.length) {
    throw new Error(`There are ${labels.length} labels, but ${encoded.length} texts: give one a text.`);
  }
  const empty = encoded.findIndex((each) => sequences(each).every(({ ids }) => ids.length === 0));
  if (empty >= 0) throw new Error(`Example ${empty} has no tokens: leave it out, or encode it with special tokens.`);
  for (const [row, label] of labels.entries()) {
    const many = encoded[row]!;
    const below = 'ids' in many ? Infinity : many.length;
    if (regression ? Number.isFinite(label) : Number.isInteger(label) && label >= 0 && label < below) continue;
    const index =
      'ids' in many ? 'a class index, a whole number of at least 0' : `the index of one of ${below} choices`;
    throw new Error(`The label of example ${row} is ${label}, but must be ${regression ? 'a number' : index}.`);
  }
}
