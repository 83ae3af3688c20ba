import { optionsOf, unknownOption } from '@advtrain/core';
import type { MethodEntry, TaskKind } from '@advtrain/core';
import { list } from '../format.ts';
import { UsageError } from '../usage-error.ts';
import { takesNoPart } from './no-part.ts';
import { mistakeIn } from './schema-mistake.ts';

/** The options of a method by name. */
export type MethodOptions = Readonly<Record<string, number | string | boolean>>;

/** A method with the options that it takes part with. */
export interface Configured {
  readonly entry: MethodEntry;
  readonly options: MethodOptions;
}

/**
 * Entries with their options: the defaults, and over them those that are given by the methods' names. Two methods of one
 * name, options of a method that does not take part, and options that an entry does not have or not with such a value are
 * {@link UsageError}s.
 *
 * @param entries the methods that take part.
 * @param given options by the methods' names. Default: none.
 */
export function configured(
  entries: readonly MethodEntry[],
  given: Readonly<Record<string, MethodOptions>> = {},
): readonly Configured[] {
  const names = entries.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new UsageError(`Two methods are named "${twice}", but a name stands for one: rename one, with variant().`);
  }
  const strange = Object.keys(given).find((name) => !names.includes(name));
  if (strange !== undefined) throw new UsageError(takesNoPart('options', strange, 'the methods', names));
  return entries.map((entry) => ({ entry, options: checkedOptions(entry, given[entry.name] ?? {}) }));
}

/** All options of an entry, of which some are given. */
export function checkedOptions(entry: MethodEntry, given: MethodOptions): MethodOptions {
  const known = Object.keys(entry.options);
  const strange = Object.keys(given).find((name) => !known.includes(name));
  if (strange !== undefined) throw new UsageError(unknownOption(entry.name, strange, known));
  const options = optionsOf(entry, given) as MethodOptions;
  for (const [name, schema] of Object.entries(entry.options)) {
    const mistake = mistakeIn(options[name], schema, { root: `${entry.name}.${name}` });
    if (mistake !== undefined) throw new UsageError(mistake);
  }
  return options;
}

/**
 * Refuses a method that is not for such a task, in a {@link UsageError}.
 *
 * @param entry the method.
 * @param kind that of the task.
 * @param data what the data are called in the sentence.
 */
export function checkMethod({ title, kinds, because }: MethodEntry, kind: TaskKind, data: string): void {
  if (!kinds || kinds.includes(kind)) return;
  const why = because === undefined ? '' : `, because ${because}`;
  throw new UsageError(
    `${title} is for ${described(kinds)}${why}; ${data} is ${described([kind])}: choose another method.`,
  );
}

function described(kinds: readonly TaskKind[]): string {
  const ofTexts = kinds.filter((kind) => kind !== 'images').map((kind) => kind.replace('-', ' '));
  const texts = ofTexts.length > 0 ? [`${list(ofTexts)} of texts`] : [];
  return list([...texts, ...kinds.filter((kind) => kind === 'images')]);
}
