import { fold, key } from '@advtrain/engine';
import { shuffled } from './shuffled.ts';

/** Texts with their classes, values or right answers: a data set, or a part of one. */
export interface Examples {
  /** The texts; in multiple choice, the questions. */
  readonly texts: readonly string[];
  /** The second text of each example, in tasks about two. */
  readonly pairs?: readonly string[];
  /** The answers to each question, in multiple choice. */
  readonly choices?: readonly (readonly string[])[];
  /** What was retrieved for each answer to each question, where the data has it. */
  readonly passages?: readonly (readonly string[])[];
  /**
   * One a text: an index into `labelNames`, the value of a regression, or an index into the question's choices. −1 (NaN in
   * a regression) where a test set keeps it to itself.
   */
  readonly labels: readonly number[];
  /** The classes' names in their order; none in a regression and in multiple choice. */
  readonly labelNames: readonly string[];
}

/** One of {@link Examples}. */
export interface Example {
  /** The text, or the question. */
  readonly text: string;
  readonly pair?: string;
  readonly choices?: readonly string[];
  readonly passages?: readonly string[];
  readonly label: number;
}

/** Puts examples, which all have the same parts, together. */
export function gather(list: readonly Example[], labelNames: readonly string[]): Examples {
  const [first] = list;
  return {
    texts: list.map(({ text }) => text),
    ...(first?.pair !== undefined && { pairs: list.map(({ pair }) => pair!) }),
    ...(first?.choices && { choices: list.map(({ choices }) => choices!) }),
    ...(first?.passages && { passages: list.map(({ passages }) => passages!) }),
    labels: list.map(({ label }) => label),
    labelNames,
  };
}

/**
 * A subset of `count` examples, as balanced over the classes (if there are any) as they allow: a function of the seed
 * alone, and the beginning of every larger one. Throws one sentence where there are fewer examples.
 */
export function take(examples: Examples, count: number, seed: number): Examples {
  const { labels, labelNames } = examples;
  return pick(examples, takeRows(labels, labelNames.length > 0, count, seed));
}

/** The rows of {@link take}: as balanced over the labels as they allow where those are classes, else as they come. */
export function takeRows(labels: readonly number[], classes: boolean, count: number, seed: number): readonly number[] {
  if (!Number.isInteger(count) || count < 1 || count > labels.length) {
    throw new Error(
      `count is ${count}, but must be a whole number from 1 to ${labels.length}, the examples there are.`,
    );
  }
  const order = [...shuffled(labels.length, fold(key(seed), 'take'))];
  if (!classes) return order.slice(0, count);
  const byClass = new Map([...new Set(labels)].sort((a, b) => a - b).map((label) => [label, [] as number[]]));
  for (const row of order) byClass.get(labels[row]!)!.push(row);
  const decks = [...byClass.values()];
  const deepest = decks.reduce((most, rows) => Math.max(most, rows.length), 0);
  const dealt = Array.from({ length: deepest }, (_, round) => decks.flatMap((rows) => rows.slice(round, round + 1)));
  return dealt.flat().slice(0, count);
}

/** The examples of those rows, in that order. */
export function pick(examples: Examples, rows: readonly number[]): Examples {
  const { texts, pairs, choices, passages, labels, labelNames } = examples;
  return {
    texts: rows.map((row) => texts[row]!),
    ...(pairs && { pairs: rows.map((row) => pairs[row]!) }),
    ...(choices && { choices: rows.map((row) => choices[row]!) }),
    ...(passages && { passages: rows.map((row) => passages[row]!) }),
    labels: rows.map((row) => labels[row]!),
    labelNames,
  };
}
