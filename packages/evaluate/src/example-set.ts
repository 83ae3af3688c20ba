import { checked, needed, wholeFrom, yesOrNo, type Batch, type RulesOf } from '@advtrain/core';
import { checkImages, imageBatches, pickImages, textBatches } from '@advtrain/datasets';
import type { Encoded, Images } from '@advtrain/datasets';
import type { Judge } from './rows/judge.ts';

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
  /** Class indices, values, or indices of choices; zeros where they are not public, and where there is a judge. */
  readonly labels: readonly number[];
  /** Says how well examples are answered that have several rows of logits each. Absent where they have one. */
  readonly judge?: Judge;
  /**
   * Those of these indices, in their order. One that is named again comes again.
   *
   * @param rows indices, from 0 on.
   */
  pick(rows: readonly number[]): ExampleSet;
  /**
   * Batches of a pass of training.
   *
   * @param pass the batch size, and the seed and the epoch that the order follows from.
   */
  training(pass: TrainingPass): Batches;
  /**
   * Batches in an order that suits an evaluation, and of a size that does where none is said.
   *
   * @param batchSize the most examples of a batch.
   */
  evaluation(batchSize?: number): Batches;
}

/** How sentences are put into batches. */
export interface TextSetOptions {
  /** The id that padding has. */
  readonly padId: number;
  /** Tokens at most: more are cut off, and padding ends there. Default: no limit. */
  readonly maxLength?: number;
  /** Tokens a batch of an evaluation at most; a longer example is one of its own. Default: no limit. */
  readonly batchTokens?: number | undefined;
  /** Whether labels are values. Default false. */
  readonly regression?: boolean;
}

/** What {@link TextSetOptions} of texts with one label must be, and of those with several. */
export const rowSetRules: RulesOf<Omit<TextSetOptions, 'regression'>> = {
  padId: needed(wholeFrom(0)),
  maxLength: wholeFrom(1),
  batchTokens: wholeFrom(1),
};
const textSetRules: RulesOf<TextSetOptions> = { ...rowSetRules, regression: yesOrNo };

/**
 * Encoded texts, pairs of them, or questions. Without `labels`, all are 0. Throws one sentence where there are not as many labels.
 *
 * @param encoded token ids, an example each.
 * @param known the labels, as many as `encoded`.
 * @param options the id of padding, the most tokens, and whether labels are values.
 */
export function textSet(encoded: readonly Encoded[], known: readonly number[] | undefined, options: TextSetOptions) {
  const { padId, maxLength, batchTokens, regression = false } = checked('textSet', options, textSetRules);
  const labels = known ?? encoded.map(() => 0);
  if (labels.length !== encoded.length)
    throw new Error(`There are ${labels.length} labels, but ${encoded.length} texts: give one a text.`);
  const batching = { padId, regression, ...(maxLength === undefined ? {} : { maxLength }) };
  const set: ExampleSet = {
    labels,
    pick: (rows) =>
      textSet(
        rows.map((row) => encoded[row]!),
        rows.map((row) => labels[row]!),
        options,
      ),
    training: (pass) => textBatches(encoded, labels, { ...pass, ...batching }),
    // Few a batch, so that little of a batch sorted by length is padding.
    evaluation: (batchSize = 16) =>
      textBatches(encoded, labels, { batchSize, batchTokens, order: 'length', ...batching }),
  };
  return set;
}

/**
 * Images. With `augment`, each is moved at random in training. Throws one sentence where pixels are no bytes, or not as many as labels say.
 *
 * @param images pixels in bytes, with a label an image.
 * @param augment `shift`, by how many pixels at most, and `flip`, whether left and right may be exchanged. Default: nothing is moved.
 */
export function imageSet(images: Images, augment?: { readonly shift: number; readonly flip: boolean }): ExampleSet {
  checkImages(images);
  return {
    labels: Array.from(images.labels),
    pick: (rows) => imageSet(pickImages(images, rows), augment),
    training: (pass) => imageBatches(images, { ...pass, ...(augment ? { augment } : {}) }),
    evaluation: (batchSize = 100) => imageBatches(images, { batchSize, order: 'given' }),
  };
}
