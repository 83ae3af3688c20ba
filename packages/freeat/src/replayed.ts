import type { Batch } from '@advtrain/core';

/** The source in groups of `size` batches, each group `replays` times over. A last group that is not full is left out. */
export function* replayed(source: Iterable<Batch>, replays: number, size: number): Generator<Batch> {
  let group: Batch[] = [];
  for (const batch of source) {
    group.push(batch);
    if (group.length < size) continue;
    for (let replay = 0; replay < replays; replay++) yield* group;
    group = [];
  }
}
