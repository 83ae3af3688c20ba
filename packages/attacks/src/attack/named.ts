/** Settings of an attack by their names, each with what it is and what it is usually. */
export type NamedSettings = Readonly<Record<string, readonly [value: unknown, usual: unknown]>>;

/** An attack's name, with those of its settings in brackets that are not the usual ones: `APGD-CE (steps 10)`. */
export function namedWith(name: string, settings: NamedSettings): string {
  const others = Object.entries(settings).filter(([, [value, usual]]) => value !== usual);
  if (others.length === 0) return name;
  return `${name} (${others.map(([setting, [value]]) => `${setting} ${String(value)}`).join(', ')})`;
}
