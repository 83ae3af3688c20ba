import { plainNumeral } from '@advtrain/core';

const written = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** The number that a name writes in decimal digits, perhaps with a power of ten; NaN for all else, such as 0x10. */
export function decimalOf(name: string): number {
  const value = written.test(name) ? Number(name) : NaN;
  return Number.isFinite(value) ? value : NaN;
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
