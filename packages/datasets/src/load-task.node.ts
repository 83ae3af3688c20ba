import { silentReporter, type FetchOptions } from '@advtrain/engine/fetch';
import type { OnBadRow } from './bad-row.ts';
import { gather, type Example, type Examples } from './examples.ts';
import type { RowLayout } from './read-example.ts';
import { findOriginal } from './original-file.node.ts';
import { examplesIn } from './read-rows.node.ts';
import { reviews } from './reviews.node.ts';
import type { RowOptions } from './rows.node.ts';
import { spamAssassin } from './spam-assassin.node.ts';
import { splitOf, task as named, type Task } from './task.ts';

/** Gets a file of a data set's repository on the hub and returns its path on this machine. */
export type HubFile = (repository: string, file: string, revision: string) => Promise<string>;

/** Where a task's data come from. */
export interface TaskOptions extends FetchOptions {
  /** A folder of original files. Default: `ADVTRAIN_DATA`, where that is set and has the split; else the hub. */
  readonly folder?: string | undefined;
  /** What gets files from the hub. Default: the data must be in a folder. */
  readonly hub?: HubFile | undefined;
  /** The hub's branch, tag or commit. Default `main`. */
  readonly revision?: string | undefined;
  /** What happens to rows that are no examples. Default `stop`. */
  readonly onBadRow?: OnBadRow | undefined;
}

/**
 * The examples of a split of a task: `loadSplit('glue/rte', 'dev', { folder })`. Reads the original files, or the hub's
 * Parquet; `reviews` and `spam-assassin` come out of their packages. Throws one sentence for an unknown task or split,
 * where the data cannot be had, and for a bad row with file, line and reason.
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
    (options.reporter ?? silentReporter).note(note);
  }
  return gather(list, task.labelNames);
}

/**
 * The examples of a split of a task, one after the other, without holding them in memory. Sources and errors are those of
 * {@link loadSplit}.
 */
export async function* streamSplit(
  which: Task | string,
  split: string,
  options: TaskOptions = {},
): AsyncGenerator<Example, void> {
  const task = typeof which === 'string' ? named(which) : which;
  const { path, fields, file } = await locate(task, split, options);
  const { kind, labelNames } = task;
  if (fields === undefined || kind === 'images') {
    throw new Error(`${task.name} is no set of text files: read it with the function of its package.`);
  }
  const { labelled } = splitOf(task, split);
  const layout: RowLayout = { fields, kind, labelNames, indices: true, labelled };
  yield* examplesIn(path, layout, file, options.onBadRow);
}

/** The task sets that come out of registry packages. */
const packages: Readonly<Record<string, (split: string, options: TaskOptions) => Promise<Examples>>> = {
  reviews: async (split, options) => (await reviews(options))[split as 'train'],
  'spam-assassin': async (split) => (await spamAssassin())[split as 'train'],
};

type Located = { path: string; fields: Task['fields']; file: RowOptions };

/** The file that a split is read from, and its layout. */
async function locate(task: Task, name: string, options: TaskOptions): Promise<Located> {
  const split = splitOf(task, name);
  const folder = options.folder ?? process.env['ADVTRAIN_DATA'];
  const found = folder ? await findOriginal(split, folder) : undefined;
  if (found) return { path: found.path, fields: found.file.fields ?? task.fields, file: found.file };
  const { hub, revision = 'main' } = options;
  if (options.folder === undefined && hub && task.hub !== undefined && split.hubFile !== undefined) {
    const path = await hub(task.hub, split.hubFile, revision);
    return { path, fields: task.hubFields ?? task.fields, file: {} };
  }
  const files = split.files.map(({ path }) => path.split('/').slice(1).join('/')).join(' or ');
  throw new Error(
    folder
      ? `${folder} has no ${files || 'file'} of ${task.name}: name a folder that has it, or none to get it from the hub.`
      : `${task.name} is not on this machine: name a folder that has ${files || 'it'}, or set ADVTRAIN_DATA to one.`,
  );
}
