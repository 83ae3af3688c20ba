import { count, list, UsageError } from '@advtrain/compare';
import type { StreamedExamples } from '@advtrain/compare';
import { take } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import { measurable } from './measurable.ts';
import type { MeasuredTask } from './measurable.ts';
import type { Settings } from '../settings/settings.ts';
import type { Splits } from './load-splits.ts';

/** A number of training examples that none has: all that there are. */
export const everything = Number.MAX_SAFE_INTEGER;

/** So many training examples are read of larger data, or as many as are trained on: every seed draws its own of them. */
export const pool = 20_000;

/** Texts for training, development and tests elsewhere. */
export interface Data {
  /** What it is and where it comes from, in one line. */
  readonly title: string;
  /** What is asked about them. */
  readonly task: MeasuredTask;
  readonly train: Examples;
  /** Training examples that are read as they are needed; `train` then has the first of them only. */
  readonly streamed?: Omit<StreamedExamples, 'encode'>;
  /** With their ids and titles; `development` first. */
  readonly sets: readonly { readonly id: string; readonly title: string; readonly examples: Examples }[];
  /** Test sets without labels, whole, by their splits, if they were asked for. */
  readonly unlabelled: Splits['unlabelled'];
  /** What a reader of results has to know. */
  readonly notes: readonly string[];
}

/** Data before they are cut. */
export interface Whole extends Omit<Data, 'task' | 'unlabelled' | 'streamed' | 'notes'> {
  /** Default: a classification measured by accuracy. */
  readonly task?: Data['task'];
  /** How many training examples there are, where `train` has not all of them. */
  readonly trainExamples?: number;
  /** Whether sets stay whole and in their order, for who measures every row and nothing else. Default false. */
  readonly measured?: boolean | undefined;
}

/** Data cut to the sizes of a comparison: of training examples a pool, and of the others as many as are measured on. */
export function cut(whole: Whole, { trainSize, developmentSize, testSize }: Settings): Data {
  const { title, task = { kind: 'classification', metrics: ['accuracy'] }, train, sets } = whole;
  const { trainExamples = train.texts.length, measured: inOrder = false } = whole;
  const some = (examples: Examples, size: number) => take(examples, Math.min(size, examples.texts.length), 0);
  if (task.kind === 'regression') checkCorrelated(sets[0], developmentSize);
  const parts = sets.map((set, place) => {
    const size = place === 0 ? developmentSize : testSize;
    return { ...set, of: set.examples.texts.length, examples: inOrder ? set.examples : some(set.examples, size) };
  });
  const [development] = parts;
  const measured = development ? measurable(task, development.examples) : { task, notes: [] };
  return {
    title,
    task: measured.task,
    unlabelled: {},
    train: some(train, Math.max(pool, trainSize)),
    sets: parts.map(({ id, title, examples }) => ({ id, title, examples })),
    notes: [
      ...partNote(task.kind === 'classification' ? 'drawn so that classes keep their shares' : 'drawn at random', [
        { what: 'training examples', size: Math.min(trainSize, trainExamples), of: trainExamples },
        ...parts.map(({ title, of, examples }) => ({ what: `of ${title}`, size: examples.texts.length, of })),
      ]),
      ...measured.notes,
    ],
  };
}

/** Refuses development examples of which no correlation is defined. */
function checkCorrelated(development: Data['sets'][number] | undefined, most: number): void {
  const labels = development?.examples.labels ?? [];
  if (most > 1 && new Set(labels).size > 1) return;
  const has = most === 1 || labels.length === 1 ? '1 example' : `one value in all of its ${labels.length} examples`;
  throw new UsageError(
    `development has ${has}, but a correlation needs at least two of different values: raise developmentSize, or name a file with more by --dev-data.`,
  );
}

/** How many of how many examples are trained and measured on, where those are not all, and `how` they are chosen. */
export function partNote(
  how: string,
  parts: readonly { readonly what: string; readonly size: number; readonly of: number }[],
): readonly string[] {
  const some = parts.filter(({ size, of }) => size < of);
  if (some.length === 0) return [];
  const sizes = list(some.map(({ what, size, of }) => `${count(size)} of ${count(of)} ${what}`));
  const isOfTraining = some.every(({ what }) => what === 'training examples');
  const by = isOfTraining ? 'trainSize, or --train-size, says' : 'trainSize, developmentSize and testSize say';
  return [`Only a part is used, ${how}: ${sizes} (${by} how many).`];
}

/** How many training examples there are, if fewer than asked for: a note for people. */
export function shortage(size: number, { trainSize }: Settings): readonly string[] {
  return size < trainSize && trainSize < everything
    ? [`There are only ${count(size)} training examples; ${count(trainSize)} were asked for.`]
    : [];
}
