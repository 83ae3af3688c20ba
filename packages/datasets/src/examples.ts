import { fold, key } from '@advtrain/engine';
import { shuffled } from './shuffled.ts';

/** Texts with their classes: a data set, or a part of one. */
export interface Examples {
  readonly texts: readonly string[];
  /** The second text of each example, in tasks about two. */
  readonly pairs?: readonly string[];
  /** Indices into `labelNames`, one a text. */
  readonly labels: readonly number[];
  /** The classes' names in their order. */
  readonly labelNames: readonly string[];
}

/**
 * A subset of `count` examples, as balanced over the classes as they allow: a function of the seed alone, and the
 * beginning of every larger one. Throws one sentence where there are fewer examples.
 */
export function take(examples: Examples, count: number, seed: number): Examples {
  const { texts, labels, labelNames } = examples;
  if (!Number.isInteger(count) || count < 1 || count > texts.length) {
    throw new Error(`count is ${count}, but must be a whole number from 1 to ${texts.length}, the examples there are.`);
  }
  const stream = fold(key(seed), 'take');
  const order = [...shuffled(texts.length, stream)];
  const classes = labelNames.map((_, label) => order.filter((row) => labels[row] === label));
  const deepest = Math.max(...classes.map((rows) => rows.length));
  const dealt = Array.from({ length: deepest }, (_, round) => classes.flatMap((rows) => rows.slice(round, round + 1)));
  return pick(examples, dealt.flat().slice(0, count));
}

/** The examples of those rows, in that order. */
export function pick(examples: Examples, rows: readonly number[]): Examples {
  const { texts, pairs, labels, labelNames } = examples;
  return {
    texts: rows.map((row) => texts[row]!),
    ...(pairs && { pairs: rows.map((row) => pairs[row]!) }),
    labels: rows.map((row) => labels[row]!),
    labelNames,
  };
}
