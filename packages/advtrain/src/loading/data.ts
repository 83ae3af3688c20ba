import { count } from '@advtrain/compare';
import type { StreamedExamples } from '@advtrain/compare';
import { take } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import type { Settings } from '../settings/settings.ts';
import type { Splits, TextTask } from './load-splits.ts';

/** A number of training examples that none has: all that there are. */
export const everything = Number.MAX_SAFE_INTEGER;

/** So many training examples are read of larger data, or as many as are trained on: every seed draws its own of them. */
export const pool = 20_000;

/** Texts for training, development and tests elsewhere. */
export interface Data {
  /** What it is and where it comes from, in one line. */
  readonly title: string;
  /** What is asked about them. */
  readonly task: Pick<TextTask, 'kind' | 'metrics' | 'prefixes'>;
  readonly train: Examples;
  /** Training examples that are read as they are needed; `train` then has the first of them only. */
  readonly streamed?: Omit<StreamedExamples, 'encode'>;
  /** With their ids and titles; `development` first. */
  readonly sets: readonly { readonly id: string; readonly title: string; readonly examples: Examples }[];
  /** Test sets without labels, whole, by their splits, if they were asked for. */
  readonly unlabelled: Splits['unlabelled'];
}

/** Data cut to the sizes of a comparison: of training examples a pool, and of the others as many as are measured on. */
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
  return {
    title,
    task,
    unlabelled: {},
    train: some(train, Math.max(pool, trainSize)),
    sets: [
      { id: 'development', title: development, examples: some(dev, developmentSize) },
      ...rest.map((set) => ({ ...set, examples: some(set.examples, testSize) })),
    ],
  };
}

/** How many training examples there are, if fewer than asked for: a note for people. */
export function shortage(size: number, { trainSize }: Settings): readonly string[] {
  return size < trainSize && trainSize < everything
    ? [`There are only ${count(size)} training examples; ${count(trainSize)} were asked for.`]
    : [];
}
