/** A place in one list and the place of the same in another. */
export type Match = readonly [left: number, right: number];

/**
 * A longest common sequence of two lists (Myers, "An O(ND) Difference Algorithm", 1986), last match first: in time and memory that
 * grow with how much differs, and not with the product of the lengths.
 */
export function commonSequence(a: readonly string[], b: readonly string[]): readonly Match[] {
  const trace: Map<number, number>[] = [];
  // How far in `a` one gets on each diagonal, `a`'s place less `b`'s, with so many differences.
  let reached = new Map([[1, 0]]);
  for (let differences = 0; ; differences++) {
    trace.push(reached);
    const next = new Map(reached);
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const before = origin(reached, diagonal, differences);
      let left = before === diagonal + 1 ? reached.get(before)! : reached.get(before)! + 1;
      while (left < a.length && left - diagonal < b.length && a[left] === b[left - diagonal]) left++;
      next.set(diagonal, left);
      if (left >= a.length && left - diagonal >= b.length) return back(trace, a.length, b.length);
    }
    reached = next;
  }
}

/** From which diagonal one comes: the one above by an insertion, or the one below by a deletion. */
function origin(reached: ReadonlyMap<number, number>, diagonal: number, differences: number): number {
  const inserted = diagonal === -differences;
  const farther = diagonal !== differences && reached.get(diagonal - 1)! < reached.get(diagonal + 1)!;
  return inserted || farther ? diagonal + 1 : diagonal - 1;
}

function back(trace: readonly Map<number, number>[], left: number, right: number): readonly Match[] {
  const matches: Match[] = [];
  for (let differences = trace.length - 1; differences >= 0; differences--) {
    const reached = trace[differences]!;
    const before = origin(reached, left - right, differences);
    const from = reached.get(before)!;
    while (left > from && right > from - before) matches.push([--left, --right]);
    left = from;
    right = from - before;
  }
  return matches;
}
