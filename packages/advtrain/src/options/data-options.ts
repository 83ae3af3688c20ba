import { existsSync } from 'node:fs';
import { list, UsageError } from '@advtrain/compare';
import type { Fields, TagColumns } from '@advtrain/datasets';
import type { Command } from 'commander';
import { badRowPolicies } from '../loading/files/bad-rows.ts';
import type { BadRowPolicy } from '../loading/files/bad-rows.ts';
import type { FileOptions } from '../loading/files/file-options.ts';
import { trainableTask } from '../loading/load-splits.ts';
import { flagText } from '../terminal/command-line.ts';
import { named } from './named.ts';

/** What the options of {@link addDataOptions} parse to. */
export interface DataFlags {
  readonly columns?: string;
  readonly regression?: boolean;
  readonly tags?: boolean;
  readonly tagNames?: string;
  readonly devData?: string;
  readonly stream?: boolean;
  readonly badRows?: string;
}

/** Adds the options that say what a data file is like: the same for all commands that train. */
export function addDataOptions(command: Command): Command {
  return command
    .option(
      '--columns <part=column,…>',
      'what the columns of the --data file are: text=…, pair=…, label=…, choices=…; words=…, tags=…',
    )
    .option('--regression', 'the labels of the --data file are values, and not classes')
    .option('--tags', 'the words of the --data file have tags, as in CoNLL’s files (default: where it looks like that)')
    .option('--tag-names <a,b,…>', 'the tags in their order (default: those of the file, sorted)')
    .option(
      '--dev-data <file>',
      'another file for development (default: one example in five of the --data file)',
      named,
    )
    .option('--stream', 'read training examples from the --data file as needed (default: where it is large)')
    .option('--bad-rows <how>', 'at rows of data that are no examples stop, or skip them (default: stop)');
}

/** The options of a data file that were given, as a shell takes them: no configuration has them. */
export function dataFlagsText(flags: DataFlags): string {
  const { columns, regression, tags, tagNames, devData, stream, badRows } = flags;
  const given = Object.entries({ columns, regression, tags, tagNames, devData, stream, badRows });
  return given.flatMap(([name, value]) => (value ? [` ${flagText(name, value)}`] : [])).join('');
}

/** Whether data of that name are a file of one's own. */
export function isOwnFile(data = 'reviews'): boolean {
  return data !== 'reviews' && data !== 'spam' && !trainableTask(data);
}

/** Options of a data file as the flags have them. Throws a {@link UsageError} where they do not fit the data. */
export function dataOptionsOf(
  { columns, regression, tags, tagNames, devData, stream, badRows }: DataFlags,
  data: string,
): FileOptions & { readonly badRows?: BadRowPolicy | undefined } {
  const own = { columns, regression, tags, 'tag-names': tagNames, 'dev-data': devData, stream };
  const [given] = Object.entries(own).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given !== undefined && !isOwnFile(data)) {
    throw new UsageError(`--${given} is about a file of your own, but the data are ${data}; name a file with --data.`);
  }
  if (devData !== undefined && !existsSync(devData)) {
    throw new UsageError(`--dev-data is ${devData}, but there is no such file.`);
  }
  return {
    columns: columns === undefined ? undefined : fieldsOf(columns),
    regression,
    tags,
    tagNames: tagNames === undefined ? undefined : namesOf(tagNames),
    devData,
    stream,
    badRows: policyOf(badRows),
  };
}

/** What is done with bad rows, by the name of it. */
export function policyOf(text: string | undefined): BadRowPolicy | undefined {
  if (text === undefined) return undefined;
  const found = badRowPolicies.find((policy) => policy === text);
  if (!found) throw new UsageError(`--bad-rows is ${text}, but must be ${badRowPolicies.join(' or ')}.`);
  return found;
}

/** The tags that are named, each once. */
function namesOf(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined && twice !== '') throw new UsageError(`--tag-names has ${twice} twice; name each tag once.`);
  if (names.length >= 2 && !names.includes('')) return names;
  throw new UsageError(`--tag-names is "${text}", but must be two or more names, such as O,B-PER,I-PER.`);
}

const parts: readonly string[] = ['text', 'pair', 'label', 'choices', 'words', 'tags'] satisfies (
  keyof Fields | keyof TagColumns
)[];

/** Columns out of `text=sentence,label=class`; a part that is named more than once has several: answers in columns of their own. */
export function fieldsOf(text: string): Partial<Fields> & TagColumns {
  const named: Record<string, string | readonly string[]> = {};
  for (const assignment of text.split(',')) {
    const [, part = '', column = ''] = /^\s*(\w+)=(.+?)\s*$/.exec(assignment) ?? [];
    if (!parts.includes(part)) {
      throw new UsageError(
        `--columns is "${text}", but must look like text=sentence,label=class; there are ${list(parts)}.`,
      );
    }
    const before = named[part];
    if (before !== undefined && part !== 'choices')
      throw new UsageError(`--columns names ${part} twice; name it once.`);
    named[part] = before === undefined ? column : [before, column].flat();
  }
  return named;
}
