import { count } from '@advtrain/compare';
import { presentSplits, tasks } from '@advtrain/datasets';
import type { Task } from '@advtrain/datasets';
import { Command } from 'commander';
import { columns } from '../terminal/columns.ts';

interface Flags {
  readonly json?: boolean;
  readonly dataFrom?: string;
}

/** `advtrain tasks`. */
export function tasksCommand(): Command {
  return new Command('tasks')
    .description('List the tasks: sizes, metrics, licences, and what of them is on this machine already.')
    .option('--data-from <dir>', 'a folder of original files (default: ADVTRAIN_DATA)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
The column "here" names the splits that need no download: they are in the folder, in the cache or in an installed package.

Examples:
  $ advtrain tasks
  $ advtrain tasks --data-from ./glue_data`,
    )
    .action(async ({ json, dataFrom }: Flags) => {
      const listed = await Promise.all(
        tasks.map(async (task) => ({ task, present: await presentSplits(task, dataFrom) })),
      );
      process.stdout.write(json ? `${JSON.stringify(listed.map(asJson), null, 2)}\n` : asText(listed));
    });
}

interface Listed {
  readonly task: Task;
  /** The names of the splits that are on this machine. */
  readonly present: readonly string[];
}

function asJson({ task, present }: Listed): unknown {
  const { name, title, kind, metrics, labelNames, splits, hub, npmPackage, origin, licence } = task;
  const parts = Object.entries(splits).map(([split, { rows, labelled }]) => ({
    split,
    rows,
    labelled,
    present: present.includes(split),
  }));
  return { name, title, kind, metrics, labelNames, splits: parts, hub, npmPackage, origin, licence };
}

function asText(listed: readonly Listed[]): string {
  const rows = listed.map(({ task: { name, kind, metrics, splits, licence, title }, present }) => {
    const size = (split: string) => (splits[split] ? count(splits[split].rows) : '');
    const here = present.length === Object.keys(splits).length ? 'all' : present.join(' ') || '–';
    return [name, kind, size('train'), size('dev'), size('test'), metrics.join(', '), here, licence, title];
  });
  return columns([['task', 'kind', 'train', 'dev', 'test', 'metrics', 'here', 'licence', 'what'], ...rows], [2, 3, 4]);
}
