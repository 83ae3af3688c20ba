import { createHash } from 'node:crypto';
import { count } from '@advtrain/compare';
import type { Settings } from '@advtrain/compare';
import { take } from '@advtrain/datasets';
import type { Example, Examples } from '@advtrain/datasets';
import type { Splits, TextTask } from './load-splits.ts';

/** A number of training examples that none has: all that there are. */
export const everything = Number.MAX_SAFE_INTEGER;

/** Texts for training, development and tests elsewhere. */
export interface Data {
  /** What it is and where it comes from, in one line. */
  readonly title: string;
  /** What is asked about them. */
  readonly task: Pick<TextTask, 'kind' | 'metrics' | 'prefixes'>;
  readonly train: Examples;
  /** Training examples that are read as they are needed; `train` then has the first of them only. */
  readonly streamed?: { readonly groups: readonly number[]; readonly examples: () => AsyncIterable<Example> };
  /** With their ids and titles; `development` first. */
  readonly sets: readonly { readonly id: string; readonly title: string; readonly examples: Examples }[];
  /** Test sets without labels, whole, by their splits, if they were asked for. */
  readonly unlabelled: Splits['unlabelled'];
  /** A hash of all of it but those. */
  readonly fingerprint: string;
}

/** Data cut to the sizes of a comparison. */
export function cut(
  title: string,
  development: string,
  train: Examples,
  dev: Examples,
  rest: Data['sets'],
  { trainSize, developmentSize, testSize }: Settings,
  task: Data['task'] = { kind: 'classification', metrics: ['accuracy'] },
): Data {
  const some = (examples: Examples, size: number) => take(examples, Math.min(size, examples.texts.length), 0);
  const parts: Omit<Data, 'fingerprint'> = {
    title,
    task,
    unlabelled: {},
    train: some(train, trainSize),
    sets: [
      { id: 'development', title: development, examples: some(dev, developmentSize) },
      ...rest.map((set) => ({ ...set, examples: some(set.examples, testSize) })),
    ],
  };
  return { ...parts, fingerprint: checksum([parts.train, ...parts.sets.map((set) => set.examples)]) };
}

/** SHA-256, in hex, of examples as JSON, which may be longer than a string can be. */
function checksum(sets: readonly Examples[]): string {
  const sum = createHash('sha256');
  const array = <Item>(items: readonly Item[], each: (item: Item) => unknown) => {
    sum.update('[');
    items.forEach((item, index) => {
      if (index > 0) sum.update(',');
      each(item);
    });
    sum.update(']');
  };
  array(sets, ({ texts, pairs, choices, passages, labels }) => {
    const columns = [texts, labels, pairs, choices, passages].filter((column) => column !== undefined);
    array<readonly unknown[]>(columns, (column) => {
      array(column, (value) => sum.update(JSON.stringify(value)));
    });
  });
  return sum.digest('hex');
}

/** The share of the most frequent answer; 0 in a regression, which has none. */
export function majority({ task: { kind } }: Data, { labels }: Examples): number {
  if (kind === 'regression') return 0;
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values()) / labels.length;
}

/** How many training examples there are, if fewer than asked for: a note for people. */
export function shortage(size: number, { trainSize }: Settings): readonly string[] {
  return size < trainSize && trainSize < everything
    ? [`There are only ${count(size)} training examples; ${count(trainSize)} were asked for.`]
    : [];
}
