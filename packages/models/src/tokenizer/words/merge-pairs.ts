import { idLimit } from '../fields.ts';
import { Heap } from './heap.ts';

/** What two neighbouring tokens become, and how soon. */
export interface Merge {
  readonly rank: number;
  readonly merged: number;
}

/** Where the merge of two tokens is found. */
export function pairKey(left: number, right: number): number {
  return left * idLimit + right;
}

/** Merges neighbours until no pair is in the table: the lowest rank first, of equal ones the first in the word. */
export function mergePairs(word: readonly number[], merges: ReadonlyMap<number, Merge>): readonly number[] {
  const ids = [...word];
  const next = ids.map((_, index) => index + 1);
  const previous = ids.map((_, index) => index - 1);
  const gone = -1;
  const waiting = new Heap<Merge & { at: number }>((a, b) => a.rank < b.rank || (a.rank === b.rank && a.at < b.at));
  const consider = (at: number): void => {
    const right = next[at]!;
    const merge = right < ids.length ? merges.get(pairKey(ids[at]!, ids[right]!)) : undefined;
    if (merge) waiting.push({ rank: merge.rank, merged: merge.merged, at });
  };
  for (const at of ids.keys()) consider(at);
  for (let best = waiting.pop(); best; best = waiting.pop()) {
    const { at, rank } = best;
    if (ids[at] === gone) continue;
    const right = next[at]!;
    // What waits may have been overtaken by a merge of either side.
    if (right >= ids.length || merges.get(pairKey(ids[at]!, ids[right]!))?.rank !== rank) continue;
    ids[at] = best.merged;
    ids[right] = gone;
    next[at] = next[right]!;
    if (next[at] < ids.length) previous[next[at]] = at;
    if (previous[at]! >= 0) consider(previous[at]!);
    consider(at);
  }
  return ids.filter((id) => id !== gone);
}
