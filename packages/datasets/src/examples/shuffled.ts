import type { Key } from '@advtrain/engine';

/** The numbers 0 … count − 1 in an order that is a function of the key alone (Fisher–Yates). */
export function shuffled(count: number, key: Key): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  const below = integers(key);
  for (let last = count - 1; last > 0; last--) {
    const other = below(last + 1);
    const moved = order[last]!;
    order[last] = order[other]!;
    order[other] = moved;
  }
  return order;
}

/** Even draws of integers in [0, limit) from a 32-bit generator (Mulberry32), whose state begins with the key. */
export function integers({ root, path }: Key): (limit: number) => number {
  if (typeof root !== 'number') throw new Error('A shuffle needs the key of a run, whose root is a number.');
  let state = root ^ Math.imul(path, 0x9e3779b1);
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
