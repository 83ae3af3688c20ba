const decimal = /^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?$/;

/**
 * A name without what makes no other number of it: `1.0` and `+1` are `1`, `0.50` is `0.5`. Names that are no decimal numbers stay,
 * and so do those with zeros in front, which are codes.
 *
 * @param name a label as it is spelled.
 */
export function plainNumeral(name: string): string {
  if (!decimal.test(name)) return name;
  const plain = name
    .replace(/^\+/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return plain === '-0' ? '0' : plain;
}

/** Spellings of names, together where they are the same number. */
export function bySpelling(names: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const plain = plainNumeral(name);
    const others = found.get(plain);
    if (others) others.push(name);
    else found.set(plain, [name]);
  }
  return found;
}
