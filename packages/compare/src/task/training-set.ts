import type { Batch } from '@advtrain/core';
import { batchesOf, streamBatches, takeRows } from '@advtrain/datasets';
import type { Encoded, Example, Examples } from '@advtrain/datasets';
import { batchesOfPass, endlessPasses } from '@advtrain/evaluate';
import type { Batches, ExampleSet, TextSetOptions } from '@advtrain/evaluate';

/** What a run of training takes its batches from. */
export interface FeedOptions {
  /** Examples a batch. */
  readonly batchSize: number;
  /** What the order of every epoch is a function of. */
  readonly seed: number;
  /** Batches that the run has used before, and that are passed over. */
  readonly used: number;
}

/** The batches of a run, epoch after epoch, without end: the same for every method with the same seed. */
export interface Feed {
  readonly batches: Iterable<Batch>;
  /**
   * To be awaited each time before so many batches are taken. Default 1.
   *
   * @param batches how many are going to be taken.
   */
  ready(batches?: number): Promise<void>;
  /** Lets go of what it reads from. */
  close(): Promise<void>;
}

/** Examples to train on. */
export interface TrainingSet {
  /**
   * Batches of an epoch.
   *
   * @param batchSize the most examples of a batch.
   */
  perEpoch(batchSize: number): number;
  /**
   * The batches of a run, from the first that it has not used.
   *
   * @param options the batch size, the seed, and how many batches were used before.
   */
  feed(options: FeedOptions): Feed;
  /**
   * The examples of the run's `batch`-th batch, from 0, by their rows in the data. Absent where they are read as they come.
   *
   * @param options the batch size, the seed, and which batch.
   */
  rowsOf?(options: Omit<FeedOptions, 'used'> & { readonly batch: number }): readonly number[];
}

/** A part of some examples, which every seed draws anew. */
export interface Sample {
  /** How many a seed draws; all, where there are no more. */
  readonly size: number;
  /** Whether labels are classes, whose shares a draw keeps. */
  readonly classes: boolean;
}

/**
 * Examples that are in memory: all of them, or a sample of its own for every seed, for which examples a method saw is chance as well.
 *
 * @param set the examples.
 * @param sample how many of them a seed gets. Default: all.
 */
export function heldTraining(set: ExampleSet, sample?: Sample): TrainingSet {
  const { labels } = set;
  const isWhole = sample === undefined || sample.size >= labels.length;
  const rowsDrawn = (seed: number) =>
    isWhole ? labels.map((_, row) => row) : takeRows(labels, sample.classes, sample.size, seed);
  const drawn = (seed: number) => (isWhole ? set : set.pick(rowsDrawn(seed)));
  return {
    perEpoch: (batchSize) => batchesOfPass(drawn(0), batchSize),
    rowsOf: ({ batchSize, seed, batch }) => {
      const set = drawn(seed);
      const { rows, count } = set.training({
        batchSize,
        seed,
        epoch: Math.floor(batch / batchesOfPass(set, batchSize)),
      });
      return [...(rows[batch % count] ?? [])].map((row) => rowsDrawn(seed)[row] ?? row);
    },
    feed: ({ batchSize, seed, used }) => ({
      batches: endlessPasses(drawn(seed), { batchSize, seed, used }),
      ready: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }),
  };
}

/** Texts that are read from where they are as they are needed, and how they are put into batches. */
export interface StreamedTexts extends Pick<TextSetOptions, 'padId' | 'maxLength' | 'regression'> {
  /** How many there are; of questions, how many with each number of choices. */
  readonly groups: readonly number[];
  /** All of them, from the first; called for every epoch. */
  readonly examples: () => AsyncIterable<Example>;
  /**
   * Token ids of a few of them.
   *
   * @param examples texts or pairs.
   */
  readonly encode: (examples: Examples) => readonly Encoded[];
}

/**
 * Examples that are read anew in every epoch, of which only a buffer is in memory.
 *
 * @param texts the groups of examples, how they are read and encoded, and the id of padding.
 */
export function streamedTraining({ groups, examples, encode, padId, ...rest }: StreamedTexts): TrainingSet {
  const { maxLength, regression } = rest;
  const options = { padId, ...(maxLength === undefined ? {} : { maxLength }), ...(regression ? { regression } : {}) };
  const perEpoch = (batchSize: number) => batchesOf(groups, batchSize);
  return {
    perEpoch,
    feed({ used, ...pass }) {
      const batches = perEpoch(pass.batchSize);
      const windows = (epoch: number, skip: number) =>
        streamBatches(examples(), encode, { ...options, ...pass, epoch, skip });
      return feedOf(windows, Math.floor(used / batches), used % batches);
    },
  };
}

/** A feed of what comes in windows, epoch after epoch. */
function feedOf(windows: (epoch: number, skip: number) => AsyncGenerator<Batches>, first: number, skip: number): Feed {
  let epoch = first;
  let coming = windows(epoch, skip);
  const waiting: Batches[] = [];
  let left = 0;
  let came = false;
  return {
    batches: {
      *[Symbol.iterator]() {
        while (waiting.length > 0) {
          for (const batch of waiting.shift() ?? []) {
            left--;
            yield batch;
          }
        }
      },
    },
    async ready(batches = 1) {
      while (left < batches) {
        const next = await coming.next();
        if (!next.done) {
          waiting.push(next.value);
          left += next.value.count;
        } else if (came) coming = windows(++epoch, 0);
        else throw new Error('The training examples are gone: the data have changed since they were counted.');
        came = !next.done;
      }
    },
    async close() {
      await coming.return(undefined);
    },
  };
}
