import { UsageError } from '@advtrain/compare';
import { loadSplit, presentSplits, splitOf, tasks } from '@advtrain/datasets';
import type { Examples, LabelKind, OnBadRow, Task } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';

/** Where the examples of a task come from, and which. */
export interface SplitOptions extends Omit<FetchOptions, 'from'> {
  /** A folder of original files. Default: `ADVTRAIN_DATA`, then the hub. */
  readonly dataFrom?: string | undefined;
  /** Whether to read test sets whose labels are not public. Default false. */
  readonly unlabelled?: boolean | undefined;
  /** What happens to rows that are no examples. Default `stop`. */
  readonly onBadRow?: OnBadRow | undefined;
}

/** The examples of a task, whole. */
export interface Splits {
  readonly train: Examples;
  readonly dev: Examples;
  /** Further sets with labels, by their names. */
  readonly others: Readonly<Record<string, Examples>>;
  /** Test sets without, by their names. */
  readonly unlabelled: Readonly<Record<string, Examples>>;
}

/** A task about text. */
export type TextTask = Task & { readonly kind: LabelKind };

/** Whether data of that name are images. */
export function isAboutImages(name: string): boolean {
  return tasks.some((each) => each.name === name && each.kind === 'images');
}

/** The task of that name, if there is one; a {@link UsageError} where there is nothing to train with. */
export function trainableTask(name: string): Task | undefined {
  const found = tasks.find((each) => each.name === name);
  if (found && found.kind !== 'images' && !(found.splits['train'] && found.splits['dev'])) {
    const lacks = found.splits['train'] ? 'development' : 'training';
    throw new UsageError(`${name} has no ${lacks} examples, so there is nothing to train with; choose another task.`);
  }
  return found;
}

/** Whether a task is about text. */
export function isAboutText(task: Task): task is TextTask {
  return task.kind !== 'images';
}

/**
 * Reads the splits of a task: training and development wherever they come from, other labelled ones (MNLI's mismatched,
 * ARC's test) where they need no download.
 */
export async function loadSplits(task: Task, { dataFrom: from, unlabelled, ...rest }: SplitOptions): Promise<Splits> {
  const here = await presentSplits(task, from);
  const read = async (names: readonly string[]) => {
    const pairs: [string, Examples][] = [];
    for (const split of names) pairs.push([split, await loadSplit(task, split, { ...rest, from })]);
    return Object.fromEntries(pairs);
  };
  const names = Object.keys(task.splits).filter((split) => split !== 'train' && split !== 'dev');
  const isLabelled = (split: string) => splitOf(task, split).labelled;
  const { train, dev } = await read(['train', 'dev']);
  if (!train || !dev) throw new Error(`${task.name} lacks training or development examples.`);
  const tests = unlabelled ? names.filter((split) => !isLabelled(split)) : [];
  // GLUE's diagnostic set, which MNLI is tested on too, is a download of its own.
  const folder = from ?? process.env['ADVTRAIN_DATA'];
  const lacks = Boolean(folder) && tests.includes('diagnostic') && !here.includes('diagnostic');
  if (lacks) rest.reporter?.note(`${folder} has no diagnostic set, so there will be no AX.tsv.`);
  return {
    train,
    dev,
    others: await read(names.filter((split) => isLabelled(split) && here.includes(split))),
    unlabelled: whole(task, await read(tests.filter((split) => split !== 'diagnostic' || !lacks))),
  };
}

/** The test sets, unless one lacks an example: a test server takes answers to all of them only. */
function whole(task: Task, sets: Splits['unlabelled']): Splits['unlabelled'] {
  for (const [split, { texts }] of Object.entries(sets)) {
    const { rows } = splitOf(task, split);
    if (texts.length === rows) continue;
    throw new Error(
      `${split} of ${task.name} has ${texts.length} examples here, but the test server wants answers to ${rows}; get its file again.`,
    );
  }
  return sets;
}
