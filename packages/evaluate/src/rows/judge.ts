import type { Scores } from '../scores.ts';
import type { Tally } from './tally.ts';

/** What a model says of an example that has several rows of logits: [R, C]. */
export interface Rows {
  /** Row by row. */
  readonly values: Float32Array;
  /** C. */
  readonly width: number;
}

/** What is found of examples that have several rows of logits each. */
export interface Judged {
  /** Of each example, in their order: whether everything that counts of it is answered rightly. */
  readonly right: readonly boolean[];
  readonly scores: Scores;
  /** What these are computed of, for intervals, and scores of parts. */
  readonly tally: Tally;
}

/**
 * Judges what a model says of all examples of a set, in their order.
 *
 * @param said the rows of logits of each example.
 */
export type Judge = (said: readonly Rows[]) => Judged;

/**
 * The column with the highest logit of a row.
 *
 * @param rows the logits of an example.
 * @param row its index, from 0 on.
 */
export function answerIn({ values, width }: Rows, row: number): number {
  let best = 0;
  for (let column = 1; column < width; column++) {
    if (values[row * width + column]! > values[row * width + best]!) best = column;
  }
  return best;
}
