// Numbers that follow from a seed, so that a round can be named and run again.

/**
 * A generator of its own for each seed (mulberry32).
 *
 * @param {number} seed a whole number
 */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = (values) => values[Math.floor(next() * values.length)];
  const shuffled = (values) => {
    const rest = [...values];
    const order = [];
    while (rest.length > 0) order.push(...rest.splice(Math.floor(next() * rest.length), 1));
    return order;
  };
  return { next, pick, shuffled };
}
