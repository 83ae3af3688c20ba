/**
 * Levenshtein's distance of two texts in code points: insertions, deletions and substitutions of one. `Infinity` where it is above
 * `limit`; a limit keeps the time linear in the length.
 */
export function editDistance(first: string, second: string, limit: number): number {
  const [a, b] = withoutCommon(Array.from(first), Array.from(second));
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  const band = Math.min(limit, Math.max(a.length, b.length));
  // Only what lies within `band` of the diagonal can cost `limit` at most.
  let above = new Array<number>(b.length + 1).fill(Infinity);
  for (let column = 0; column <= Math.min(band, b.length); column++) above[column] = column;
  for (let row = 1; row <= a.length; row++) {
    const low = Math.max(0, row - band);
    const high = Math.min(b.length, row + band);
    const current = new Array<number>(b.length + 1).fill(Infinity);
    for (let column = low; column <= high; column++) {
      const replaced = column > 0 ? above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1) : Infinity;
      const inserted = column > low ? current[column - 1]! + 1 : Infinity;
      current[column] = Math.min(replaced, inserted, above[column]! + 1);
    }
    above = current;
  }
  const distance = above[b.length]!;
  return distance <= limit ? distance : Infinity;
}

/** Both without what they begin and end with alike, which costs nothing. */
function withoutCommon(a: readonly string[], b: readonly string[]): [readonly string[], readonly string[]] {
  const length = Math.min(a.length, b.length);
  let start = 0;
  while (start < length && a[start] === b[start]) start++;
  let end = 0;
  while (end < length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}
