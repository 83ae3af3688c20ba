import type { Batch } from '@advtrain/core';
import { imageBatches, pickImages, textBatches } from '@advtrain/datasets';
import type { Encoded, Images } from '@advtrain/datasets';

/** Batches of one pass over examples. */
export interface Batches extends Iterable<Batch> {
  /** How many there are. */
  readonly count: number;
  /** The examples of each batch: what puts predictions back into order. */
  readonly rows: readonly Iterable<number>[];
}

/** A pass of training. */
export interface TrainingPass {
  /** Examples a batch. */
  readonly batchSize: number;
  /** Together with `epoch`, what the order is a function of. */
  readonly seed: number;
  readonly epoch: number;
}

/** Examples as a model reads them, sentences or images. */
export interface ExampleSet {
  /** Class indices, values, or indices of choices; zeros where they are not public. */
  readonly labels: readonly number[];
  /** The first so many; all where there are fewer. */
  first(count: number): ExampleSet;
  /** Those at these places, in their order. */
  pick(places: readonly number[]): ExampleSet;
  /** Batches of a pass of training. */
  training(pass: TrainingPass): Batches;
  /** Batches of a size and in an order that suit an evaluation. */
  evaluation(): Batches;
}

/** How sentences are put into batches. */
export interface TextSetOptions {
  /** The id that padding has. */
  readonly padId: number;
  /** Tokens at most in training. Default: no limit. */
  readonly maxLength?: number;
  /** Whether labels are values. Default false. */
  readonly regression?: boolean;
}

/** Encoded texts, pairs of them, or questions. Without `labels`, all are 0. */
export function textSet(encoded: readonly Encoded[], known: readonly number[] | undefined, options: TextSetOptions) {
  const labels = known ?? encoded.map(() => 0);
  const { padId, maxLength, regression = false } = options;
  const set: ExampleSet = {
    labels,
    first: (count) => textSet(encoded.slice(0, count), labels.slice(0, count), options),
    pick: (places) =>
      textSet(
        places.map((place) => encoded[place]!),
        places.map((place) => labels[place]!),
        options,
      ),
    training: (pass) =>
      textBatches(encoded, labels, { ...pass, padId, regression, ...(maxLength === undefined ? {} : { maxLength }) }),
    // Few a batch, so that little of a batch sorted by length is padding.
    evaluation: () => textBatches(encoded, labels, { batchSize: 16, order: 'length', padId, regression }),
  };
  return set;
}

/** Images. With `augment`, each is moved at random in training. */
export function imageSet(images: Images, augment?: { readonly shift: number; readonly flip: boolean }): ExampleSet {
  return {
    labels: Array.from(images.labels),
    first: (count) => imageSet(pickImages(images, Array.from(images.labels.keys()).slice(0, count)), augment),
    pick: (places) => imageSet(pickImages(images, places), augment),
    training: (pass) => imageBatches(images, { ...pass, ...(augment ? { augment } : {}) }),
    evaluation: () => imageBatches(images, { batchSize: 100, order: 'given' }),
  };
}
