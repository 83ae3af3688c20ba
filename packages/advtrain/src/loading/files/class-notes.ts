import { count, list, UsageError } from '@advtrain/compare';
import type { Examples } from '@advtrain/datasets';
import type { FileOptions } from './file-options.ts';

/** So many classes are told of one by one. */
const most = 12;
/** With so many classes, there must be two examples of each on average: fewer are no classes that anybody meant. */
const many = 20;

/** How many examples each class has. */
export function countsOf({ labels, labelNames }: Pick<Examples, 'labels' | 'labelNames'>): readonly number[] {
  const counts = labelNames.map(() => 0);
  for (const label of labels) counts[label]!++;
  return counts;
}

/**
 * The classes of a file of one's own, of which `counts` has the examples, and what of them may be a slip, in sentences. Throws a
 * {@link UsageError} where about every example has a class of its own, unless it is measured on.
 */
export function classNotes(
  path: string,
  names: readonly string[],
  counts: readonly number[],
  { measured = false }: Pick<FileOptions, 'measured'> = {},
): readonly string[] {
  if (names.length === 0) return [];
  const examples = counts.reduce((sum, each) => sum + each, 0);
  if (!measured && names.length >= many && examples < 2 * names.length) {
    throw new UsageError(
      `${path} has ${count(names.length)} classes in ${count(examples)} examples, such as "${names[0]}" and "${names[1]}"; ` +
        `name the column of the classes with --columns label=…, or say --regression if these are values.`,
    );
  }
  const sized = names.map((name, label) => ({ name, size: counts[label] ?? 0 }));
  const shown = sized.map(({ name, size }) => `${name} (${count(size)})`);
  const rest = shown.length > most ? `, and ${count(shown.length - most)} more` : '';
  return [
    `${path}: ${count(examples)} examples of ${count(names.length)} classes: ${shown.slice(0, most).join(', ')}${rest}.`,
    ...rareOnes(sized, examples / names.length),
    ...namelessOnes(names),
    ...twins(names),
  ];
}

/** Classes of hardly any examples: a slip of the pen makes one. */
function rareOnes(sized: readonly { name: string; size: number }[], average: number): readonly string[] {
  const rare = sized.filter(({ size }) => size < average / 5 && size <= Math.max(5, average / 1000));
  if (rare.length === 0) return [];
  const all = rare.slice(0, most).map(({ name, size }) => `"${name}" has ${count(size)}`);
  const rest = rare.length > most ? [`${count(rare.length - most)} more have as few`] : [];
  return [`Classes of very few examples, which mistyped labels make: ${list([...all, ...rest])}.`];
}

const missing = /^(nan|na|n\/a|<na>|#n\/a|null|none|nil|undefined|unlabell?ed|-|\?)$/i;

/** Classes whose names usually say that there is no label. */
function namelessOnes(names: readonly string[]): readonly string[] {
  const found = names.filter((name) => missing.test(name)).map((name) => `"${name}"`);
  if (found.length === 0) return [];
  const are = found.length === 1 ? 'is a class like any other' : 'are classes like any others';
  return [`${list(found)} ${are}: take these rows out of the data if it says that a label is missing.`];
}

/** Classes whose names differ in case alone. */
function twins(names: readonly string[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) groups.set(name.toLowerCase(), [...(groups.get(name.toLowerCase()) ?? []), name]);
  const alike = [...groups.values()].filter(({ length }) => length > 1).map((some) => some.join(' and '));
  return alike.length === 0 ? [] : [`Names that differ in case alone are classes of their own: ${alike.join(', ')}.`];
}
