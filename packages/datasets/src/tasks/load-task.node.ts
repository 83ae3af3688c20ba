import { join } from 'node:path';
import { fetchHub, type FetchOptions } from '@advtrain/engine/fetch';
import type { OnBadRow } from '../files/bad-row.ts';
import { gather, type Example, type Examples } from '../examples/examples.ts';
import type { Fields } from '../files/columns/fields.ts';
import type { RowLayout } from '../files/columns/read-example.ts';
import { examplesIn } from '../files/read-rows.node.ts';
import { reviews } from '../sources/reviews.node.ts';
import type { RowOptions } from '../files/row-options.ts';
import { spamAssassin } from '../sources/spam-assassin.node.ts';
import { findOriginal, hubFiles } from './task-files.node.ts';
import { task as named } from '../catalogue/tasks.ts';
import { splitOf, type Split, type Task } from './task.ts';

/** Where a task's data come from. */
export interface TaskOptions extends FetchOptions {
  /** A folder of original files, looked into before the hub is asked. Default: `ADVTRAIN_DATA`. */
  readonly from?: string | undefined;
  /** The hub's branch, tag, or commit, which pins it. Default `main`. */
  readonly revision?: string | undefined;
  /** What happens to rows that are no examples. Default `stop`. */
  readonly onBadRow?: OnBadRow | undefined;
}

/**
 * The examples of a split of a task: `loadSplit('glue/rte', 'dev')`. Reads the original files, or gets the hub's Parquet
 * (see `fetchHub`); `reviews` and `spam-assassin` come out of their packages. Throws one sentence for an unknown task or
 * split, where the data cannot be had, and for a bad row with file, line and reason.
 *
 * @param which the task, or its name.
 * @param split one of those that the task has.
 * @param options where to look, how bad rows are taken, and how data are fetched.
 */
export async function loadSplit(which: Task | string, split: string, options: TaskOptions = {}): Promise<Examples> {
  const task = typeof which === 'string' ? named(which) : which;
  const { rows } = splitOf(task, split);
  const packaged = packages[task.name];
  if (packaged) return packaged(split, options);
  const list: Example[] = [];
  for await (const example of streamSplit(task, split, options)) list.push(example);
  if (list.length !== rows) {
    const note = `${task.name}, ${split}: ${list.length} examples were read, but the published set has ${rows}.`;
    options.reporter?.note(note);
  }
  return gather(list, task.labelNames);
}

/**
 * The examples of a split of a task, one after the other, without holding them in memory. Sources and errors are those of
 * {@link loadSplit}.
 *
 * @param which the task, or its name.
 * @param split one of those that the task has.
 * @param options where to look, how bad rows are taken, and how data are fetched.
 */
export async function* streamSplit(
  which: Task | string,
  split: string,
  options: TaskOptions = {},
): AsyncGenerator<Example, void> {
  const task = typeof which === 'string' ? named(which) : which;
  const { kind, labelNames } = task;
  if (task.fields === undefined || kind === 'images') {
    throw new Error(`${task.name} is no set of text files: read it with a function of its own, such as mnist.`);
  }
  const part = splitOf(task, split);
  const { paths, fields = task.fields, file } = await locate(task, part, options);
  const layout: RowLayout = { fields, kind, labelNames, indices: true, labelled: part.labelled };
  for (const path of paths) yield* examplesIn(path, layout, file, options.onBadRow);
}

/** The tasks that come out of registry packages. */
const packages: Readonly<Record<string, (split: string, options: TaskOptions) => Promise<Examples>>> = {
  reviews: async (split, { from = process.env['ADVTRAIN_DATA'], ...options }) =>
    (await reviews({ ...options, from }))[split as 'train'],
  'spam-assassin': async (split) => (await spamAssassin())[split as 'train'],
};

type Located = { paths: readonly string[]; fields?: Fields | undefined; file: RowOptions };

/** The files that a split is read from, and their layout. */
async function locate({ name: task, hub, hubFields }: Task, split: Split, options: TaskOptions): Promise<Located> {
  const { from = process.env['ADVTRAIN_DATA'], revision, reporter } = options;
  const found = from ? await findOriginal(split, from) : undefined;
  if (found) return { paths: [found.path], fields: found.file.fields, file: found.file };
  const files = split.files.map(({ path }) => path.split('/').slice(1).join('/')).join(' or ');
  if (hub === undefined || split.hubFiles === undefined) {
    throw new Error(`${task} is not on the hub: name a folder (from) that has ${files}, or set ADVTRAIN_DATA to it.`);
  }
  if (from) reporter?.note(`${from} has no ${files} of ${task}; asking the hub.`);
  const repository = { kind: 'dataset', id: hub, revision } as const;
  const { folder, paths } = await fetchHub(repository, (listed) => hubFiles(split, listed), options);
  if (paths.length === 0) throw new Error(`${hub} has no ${split.hubFiles}*.parquet of ${task}: check the revision.`);
  return { paths: paths.map((path) => join(folder, path)), fields: hubFields, file: {} };
}
