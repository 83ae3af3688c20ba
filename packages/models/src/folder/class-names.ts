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
