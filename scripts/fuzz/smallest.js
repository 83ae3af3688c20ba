/** Milliseconds for it: an input may fail by how long it takes. */
const patience = 5000;

/**
 * The least of an input that still fails: ever smaller parts are left out for as long as it does.
 *
 * @param {Uint8Array} input
 * @param {(input: Uint8Array) => Promise<boolean>} fails
 */
export async function smallest(input, fails) {
  let least = Buffer.from(input);
  const ends = performance.now() + patience;
  for (let part = Math.ceil(least.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let at = 0; at < least.length && performance.now() < ends;) {
      const without = Buffer.concat([least.subarray(0, at), least.subarray(at + part)]);
      if (await fails(without)) least = without;
      else at += part;
    }
  }
  return least;
}
