import { plainNumeral } from '@advtrain/core';

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
