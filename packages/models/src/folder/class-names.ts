import { plainNumeral } from '@advtrain/core';

/** The classes that a config names, in order; `undefined` where it does not name all. */
export function classNames(config: object): readonly string[] | undefined {
  const { id2label } = config as { id2label?: unknown };
  if (typeof id2label !== 'object' || id2label === null) return undefined;
  const names = Object.keys(id2label).flatMap((_, index) => nameIn(id2label, index) ?? []);
  return names.length === Object.keys(id2label).length ? names : undefined;
}

/** What an `id2label` calls a class: a text, or a number or truth value as JSON writes it. */
export function nameIn(id2label: object, index: number): string | undefined {
  const name = (id2label as Readonly<Record<string, unknown>>)[String(index)];
  return ['string', 'number', 'boolean'].includes(typeof name) ? String(name) : undefined;
}

/** How names may be spelled and be the same, the surest first. */
const spellings: readonly ((name: string) => string)[] = [(name) => name, plainNumeral, (name) => name.toLowerCase()];

/**
 * Where each of some classes is among others, by name: as it is written, as a number, or case aside; `undefined` where one is not, or two
 * are the same.
 *
 * @param wanted the names that are looked for.
 * @param own the names that they are among.
 */
export function classPlaces(wanted: readonly string[], own: readonly string[]): readonly number[] | undefined {
  for (const same of spellings) {
    const names = own.map(same);
    const places = wanted.map((name) => names.indexOf(same(name)));
    if (!places.includes(-1) && new Set(places).size === places.length) return places;
  }
  return undefined;
}
