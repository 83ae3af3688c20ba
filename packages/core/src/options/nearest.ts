/** The known name that is most like another, and how many letters they are apart. */
export function nearestOf(
  name: string,
  known: readonly string[],
): readonly [name: string, distance: number] | undefined {
  const distances = known.map((each) => [each, editDistance(name.toLowerCase(), each.toLowerCase())] as const);
  return distances.reduce<(typeof distances)[number] | undefined>(
    (best, each) => (best && best[1] <= each[1] ? best : each),
    undefined,
  );
}

/**
 * `; the nearest is …`, where one of the known names is near; else nothing.
 *
 * @param name what was written.
 * @param known the right names.
 */
export function nearest(name: string, known: readonly string[]): string {
  const [best, distance] = nearestOf(name, known) ?? ['', Infinity];
  return distance > Math.max(1, Math.floor(name.length / 3)) ? '' : `; the nearest is ${best}`;
}

/** How many letters must be put in, left out or changed to make one word of another (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const letter of from) {
    const next = [row[0]! + 1];
    for (let at = 0; at < to.length; at++) {
      const changed = row[at]! + (letter === to[at] ? 0 : 1);
      next.push(Math.min(changed, row[at + 1]! + 1, next[at]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
