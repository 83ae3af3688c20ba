/** `; the nearest is …`, where one of the known names is near; else nothing. */
export function nearest(name: string, known: readonly string[]): string {
  const distances = known.map((each) => ({ each, distance: distance(name.toLowerCase(), each.toLowerCase()) }));
  const [best] = distances.sort((a, b) => a.distance - b.distance);
  if (!best || best.distance > Math.max(1, Math.floor(name.length / 3))) return '';
  return `; the nearest is ${best.each}`;
}

/** Levenshtein's: how many letters are to be added, left out or replaced to make one word of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [done, letter] of Array.from(from).entries()) {
    const next = [done + 1];
    for (const [at, other] of Array.from(to).entries()) {
      const replaced = row[at]! + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, row[at + 1]! + 1, next[at]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
