import { idLimit } from '../fields.ts';
import { Heap } from './heap.ts';
import type { MergeTable } from './merge-table.ts';

/** Merges neighbours until no pair is in the table: the lowest rank first, of equal ones the first in the word. */
export function mergePairs(word: readonly number[], merges: MergeTable): readonly number[] {
  const ids = [...word];
  const next = ids.map((_, index) => index + 1);
  const previous = ids.map((_, index) => index - 1);
  const gone = -1;
  // Ranks with places behind them, so that they order as numbers do.
  const waiting = new Heap();
  const consider = (at: number): void => {
    const right = next[at]!;
    const rank = right < ids.length ? merges.rankOf(ids[at]!, ids[right]!) : -1;
    if (rank >= 0) waiting.push(rank * idLimit + at);
  };
  for (let at = 0; at < ids.length; at++) consider(at);
  for (let best = waiting.pop(); best !== undefined; best = waiting.pop()) {
    const at = best % idLimit;
    if (ids[at] === gone) continue;
    const right = next[at]!;
    // What waits may have been overtaken by a merge of either side.
    if (right >= ids.length || merges.rankOf(ids[at]!, ids[right]!) !== (best - at) / idLimit) continue;
    ids[at] = merges.mergedOf(ids[at]!, ids[right]!);
    ids[right] = gone;
    next[at] = next[right]!;
    if (next[at] < ids.length) previous[next[at]] = at;
    if (previous[at]! >= 0) consider(previous[at]!);
    consider(at);
  }
  return ids.filter((id) => id !== gone);
}
