import { existsSync } from 'node:fs';
import { UsageError } from '@advtrain/compare';
import { loadSplit, tasks } from '@advtrain/datasets';
import type { Examples, LabelKind, Task } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { badRows } from '../../loading/files/bad-rows.ts';
import { loadData } from '../../loading/load-data.ts';
import { noSuchData } from '../../loading/no-such-data.ts';
import { dataOptionsOf, isOwnFile } from '../../options/data-options.ts';
import type { DataFlags } from '../../options/data-options.ts';
import { checkedFlags, resolve } from '../../settings/resolve.ts';

/** What models are measured on. */
export interface Measured {
  /** What it is, in one line. */
  readonly title: string;
  readonly examples: Examples;
  /** Rows that were no examples, and left out. */
  readonly leftOut: number;
}

/** The task of that name; none for what a comparison takes too, whose sets are made even. */
function taskOf(data: string): Task | undefined {
  return packaged.includes(data) ? undefined : tasks.find(({ name }) => name === data);
}

const packaged: readonly string[] = ['reviews', 'spam', 'spam-assassin'];

/** More examples than anybody has. */
const all = 1e9;

/** Refuses data that there are not, or that have no classes of texts, before anything is read. */
export function checkMeasured(data: string, flag = '--data'): void {
  const task = taskOf(data);
  if (task && (task.kind !== 'classification' || !task.splits['dev']))
    throw new UsageError(
      `${flag} is ${data}, but must have classes of texts: name a file, or a task with a development set of them.`,
    );
  if (task || packaged.includes(data) || existsSync(data)) return;
  throw noSuchData(flag, data);
}

/** Refuses a contrast set of data that have no order which its rows could have. */
export function checkOrdered(data: string): void {
  if (packaged.includes(data))
    throw new UsageError(
      `--contrast has an edited example for each row of --data, but of ${data} examples are drawn: name a file or a task.`,
    );
}

/** What labels of what is measured may be. */
const measurable: readonly LabelKind[] = ['classification', 'token-classification', 'question-answering'];

/** The whole of a file of one's own, or the development set of a task, also of one that nobody can train on (AdvGLUE). */
export async function measuredOn(
  data: string,
  flags: Pick<DataFlags, 'columns' | 'badRows' | 'tags' | 'tagNames'>,
  options: FetchOptions & { readonly reporter: Reporter; readonly dataFrom?: string | undefined },
  flag = '--data',
): Promise<Measured> {
  const { badRows: policy, ...file } = dataOptionsOf(flags, data);
  const { onBadRow, conclude, leftOut } = badRows(policy, options.reporter);
  const task = taskOf(data);
  if (task) {
    const examples = await loadSplit(task, 'dev', { ...options, from: options.dataFrom, onBadRow });
    conclude();
    return { title: `${task.title} (${task.name}), development`, examples, leftOut: leftOut() };
  }
  const settings = resolve(checkedFlags({ data, developmentSize: all }));
  const whole = isOwnFile(data) ? { devData: data, measured: true } : {};
  const { sets, task: kind, title } = await loadData(settings, { ...options, ...file, ...whole, onBadRow });
  conclude();
  if (!measurable.includes(kind.kind))
    throw new UsageError(
      `${flag} is ${data}, but must have classes of texts, tags of words, or questions about passages: name data that have.`,
    );
  return {
    title: isOwnFile(data) ? `${data}, all of it` : `${title}: ${sets[0]!.title}`,
    examples: sets[0]!.examples,
    leftOut: leftOut(),
  };
}
