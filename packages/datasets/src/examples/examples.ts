import { fold, key } from '@advtrain/engine';
import { shuffled } from './shuffled.ts';

/** The right answers to a question, and where each begins in its passage; none where the passage has no answer. */
export interface Answers {
  readonly texts: readonly string[];
  readonly starts: readonly number[];
}

/** Texts with their classes, values or right answers: a data set, or a part of one. */
export interface Examples {
  /** The texts; in multiple choice, the questions. */
  readonly texts: readonly string[];
  /** The second text of each example, in tasks about two. */
  readonly pairs?: readonly string[];
  /** The answers to each question, in multiple choice. */
  readonly choices?: readonly (readonly string[])[];
  /** What was retrieved for each answer to each question, where the data has it; empty for an answer without. */
  readonly passages?: readonly (readonly string[])[];
  /** The words of each text, where they have tags. */
  readonly words?: readonly (readonly string[])[];
  /** The answers to each question, where they stand in its passage, the second text. */
  readonly answers?: readonly Answers[];
  /** What each question is called, where they are. */
  readonly ids?: readonly string[];
  /** The tags of these words, as indices into `labelNames`. */
  readonly tags?: readonly (readonly number[])[];
  /**
   * One a text: an index into `labelNames`, the value of a regression, or an index into the question's choices. −1 (NaN in
   * a regression) where a test set keeps it to itself; 0 where words have tags.
   */
  readonly labels: readonly number[];
  /** The names of the classes, or of the tags, in their order; none in a regression and in multiple choice. */
  readonly labelNames: readonly string[];
}

/** One of {@link Examples}. */
export interface Example {
  /** The text, or the question. */
  readonly text: string;
  readonly pair?: string;
  readonly choices?: readonly string[];
  readonly passages?: readonly string[];
  readonly words?: readonly string[];
  readonly tags?: readonly number[];
  readonly answers?: Answers;
  readonly id?: string;
  readonly label: number;
}

/**
 * Puts examples, which all have the same parts, together; passages may be lacking, and are empty then.
 *
 * @param list examples one by one, with the indices of their classes.
 * @param labelNames the classes, in the order of their indices; none for values.
 */
export function gather(list: readonly Example[], labelNames: readonly string[]): Examples {
  const [first] = list;
  return {
    texts: list.map(({ text }) => text),
    ...(first?.pair !== undefined && { pairs: list.map(({ pair }) => pair!) }),
    ...(first?.choices && { choices: list.map(({ choices }) => choices!) }),
    ...(list.some(({ passages }) => passages) && {
      passages: list.map(({ choices = [], passages }) => passages ?? choices.map(() => '')),
    }),
    ...(first?.words && { words: list.map(({ words }) => words!) }),
    ...(first?.answers && { answers: list.map(({ answers }) => answers!) }),
    ...(first?.id !== undefined && { ids: list.map(({ id }) => id!) }),
    ...(first?.tags && { tags: list.map(({ tags }) => tags!) }),
    labels: list.map(({ label }) => label),
    labelNames,
  };
}

/**
 * A subset of `count` examples, in which classes (if there are any) have the shares that they have in all: a function of the
 * seed alone, and the beginning of every larger one. Throws one sentence where there are fewer examples.
 *
 * @param examples those to take from.
 * @param count how many.
 * @param seed what is drawn by.
 */
export function take(examples: Examples, count: number, seed: number): Examples {
  const { labels, labelNames } = examples;
  return pick(examples, takeRows(labels, labelNames.length > 0, count, seed));
}

/**
 * The rows of {@link take}: drawn at random, where labels are classes from each by its share.
 *
 * @param labels class indices, or values.
 * @param classes whether they are class indices.
 * @param count how many.
 * @param seed what is drawn by.
 */
export function takeRows(labels: readonly number[], classes: boolean, count: number, seed: number): readonly number[] {
  if (!Number.isInteger(count) || count < 1 || count > labels.length) {
    throw new Error(
      `count is ${count}, but must be a whole number from 1 to ${labels.length}, the examples there are.`,
    );
  }
  const order = [...shuffled(labels.length, fold(key(seed), 'take'))];
  return (classes ? byShares(order, labels) : order).slice(0, count);
}

/**
 * Rows in an order of which every beginning has the shares of classes that the whole has: the k-th of a class's n rows stands at
 * (k − ½) / n of it, as seats are given by Sainte-Laguë.
 */
function byShares(rows: readonly number[], labels: readonly number[]): readonly number[] {
  const sizes = new Map<number, number>();
  for (const row of rows) sizes.set(labels[row]!, (sizes.get(labels[row]!) ?? 0) + 1);
  const seen = new Map<number, number>();
  const placed = rows.map((row) => {
    const label = labels[row]!;
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return { row, label, place: (before + 0.5) / sizes.get(label)! };
  });
  return placed.sort((a, b) => a.place - b.place || a.label - b.label).map(({ row }) => row);
}

/**
 * Of every class as many examples as the smallest has, drawn at random by the seed, in the order that they have.
 *
 * @param examples a classification.
 * @param seed what is drawn by.
 */
export function balanced(examples: Examples, seed: number): Examples {
  const { labels } = examples;
  const rows = labels.map((_, row) => row);
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const least = Math.min(...sizes.values());
  const left = new Map([...sizes.keys()].map((label) => [label, least]));
  const drawn = new Set<number>();
  for (const row of shuffled(labels.length, fold(key(seed), 'balanced'))) {
    const more = left.get(labels[row]!)!;
    if (more === 0) continue;
    left.set(labels[row]!, more - 1);
    drawn.add(row);
  }
  return pick(
    examples,
    rows.filter((row) => drawn.has(row)),
  );
}

/**
 * The examples of those rows, in that order.
 *
 * @param examples those to pick from.
 * @param rows indices, from 0 on; one that is named again comes again.
 */
export function pick(examples: Examples, rows: readonly number[]): Examples {
  const { texts, pairs, choices, passages, words, tags, answers, ids, labels, labelNames } = examples;
  const some = <T>(column: readonly T[]): T[] => rows.map((row) => column[row]!);
  return {
    texts: some(texts),
    ...(pairs && { pairs: some(pairs) }),
    ...(choices && { choices: some(choices) }),
    ...(passages && { passages: some(passages) }),
    ...(words && { words: some(words) }),
    ...(tags && { tags: some(tags) }),
    ...(answers && { answers: some(answers) }),
    ...(ids && { ids: some(ids) }),
    labels: some(labels),
    labelNames,
  };
}
