/** Things in the order of their texts by code points, as Python sorts: JavaScript's own is by UTF-16 units. */
export function inOrder<T extends { readonly text: string }>(things: readonly T[]): T[] {
  // The two orders differ with halves of characters only, and the engine's own comparison is many times quicker.
  const own = !things.some(({ text }) => /[\ud800-\udfff]/.test(text));
  return [...things].sort(own ? byUnits : (a, b) => byCodePoints(a.text, b.text));
}

function byUnits(a: { readonly text: string }, b: { readonly text: string }): number {
  if (a.text === b.text) return 0;
  return a.text < b.text ? -1 : 1;
}

function byCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let place = 0; place < length; place++) {
    const left = a.charCodeAt(place);
    const right = b.charCodeAt(place);
    if (left !== right) return raised(left) - raised(right);
  }
  return a.length - b.length;
}

/** A UTF-16 unit, with the halves of characters beyond the first 65,536 above all others. */
function raised(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
