import type { MethodEntry } from '@advtrain/core';
import { checkedOptions } from '../methods/configured.ts';
import type { Configured, MethodOptions } from '../methods/configured.ts';
import { takesNoPart } from '../methods/no-part.ts';
import { optionsText } from '../methods/texts.ts';
import { UsageError } from '../usage-error.ts';

/** Values of options by methods' names and options' names: `{ freelb: { steps: [1, 2, 3, 5] } }`. */
export type Grid = Readonly<Record<string, Readonly<Record<string, readonly (number | string | boolean)[]>>>>;

/** Which configurations of a method are tried. */
export interface Search {
  readonly method: string;
  readonly title: string;
  /** Their names, `freelb[steps=2]`, in order: the product of the values, the last option's first. */
  readonly points: readonly string[];
}

/** Methods with the configurations of a grid in the place of those that it names, and the searches that these are of. */
export interface Expanded {
  readonly methods: readonly Configured[];
  readonly searches: readonly Search[];
}

/** Puts a grid's configurations in place of its methods. What does not fit an option is a {@link UsageError}. */
export function expanded(methods: readonly Configured[], grid: Grid = {}): Expanded {
  const names = methods.map(({ entry }) => entry.name);
  const strange = Object.keys(grid).find((name) => !names.includes(name));
  if (strange !== undefined) throw new UsageError(takesNoPart('grid', strange, 'the methods', names));
  const all = methods.map((method) => {
    const values = grid[method.entry.name];
    return { method, points: values === undefined ? undefined : pointsOf(method, values) };
  });
  return {
    methods: all.flatMap(({ method, points }) => points ?? [method]),
    searches: all.flatMap(({ method: { entry }, points }) =>
      points ? [{ method: entry.name, title: entry.title, points: points.map((point) => point.entry.name) }] : [],
    ),
  };
}

function pointsOf({ entry, options }: Configured, values: Grid[string]): readonly Configured[] {
  if (entry.matched)
    throw new UsageError(`${entry.name} is matched to the other methods: search among options of those.`);
  for (const [name, some] of Object.entries(values)) {
    if (!Array.isArray(some) || some.length === 0)
      throw new UsageError(`grid.${entry.name}.${name} has no values: name at least one, such as 1,2,3.`);
    const twice = some.find((value: unknown, index) => some.indexOf(value) < index) as unknown;
    if (twice !== undefined)
      throw new UsageError(`grid.${entry.name}.${name} has ${JSON.stringify(twice)} twice: name each value once.`);
  }
  const choices = Object.entries(values).reduce<readonly MethodOptions[]>(
    (products, [name, some]) => products.flatMap((product) => some.map((value) => ({ ...product, [name]: value }))),
    [{}],
  );
  return choices.map((choice) => ({
    entry: named(entry, choice),
    options: checkedOptions(entry, { ...options, ...choice }),
  }));
}

function named(entry: MethodEntry, choice: MethodOptions): MethodEntry {
  const values = Object.entries(choice).map(([name, value]) => `${name}=${value}`);
  return { ...entry, name: `${entry.name}[${values.join()}]`, title: `${entry.title} [${optionsText(choice)}]` };
}
