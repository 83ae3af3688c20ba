import type { RunResult } from '../results/runs/run-result.ts';
import type { Findings } from './findings.ts';
import type { Place } from './place.ts';

/** How runs come to be finished. */
export interface Hands {
  /** Gives a run's result: it is finished already, or is done now. `undefined` where somebody else does it, `out` where it is not done at all. */
  take(place: Place): Promise<RunResult | 'out' | undefined>;
  /** Called where a run counts. */
  counted(place: Place): void;
  /** Waits until something may have changed. Throws where nothing will. */
  wait(left: readonly Place[]): Promise<void>;
  /** Called at the end, also where something failed. */
  stop(): Promise<void>;
  /** Whether the rest is nobody's business here. */
  isDone(left: readonly Place[]): boolean;
}

/** Goes through runs, again and again where somebody else has some of them, until all are finished or left out. */
export async function share(places: readonly Place[], found: Findings, hands: Hands): Promise<void> {
  try {
    await shared(places, found, hands);
  } finally {
    await hands.stop();
  }
}

async function shared(places: readonly Place[], found: Findings, hands: Hands): Promise<void> {
  let pending = places;
  while (pending.length > 0) {
    const left: Place[] = [];
    let hasMoved = false;
    for (const place of pending) {
      const how = await handled(place, found, hands);
      if (how !== 'settled') left.push(place);
      hasMoved ||= how !== 'left';
    }
    pending = left;
    if (hands.isDone(left)) return;
    if (left.length > 0 && !hasMoved) await hands.wait(left);
  }
}

/** What became of a run: it is settled, or finished before it is known whether it counts, or left. */
async function handled(place: Place, found: Findings, hands: Hands): Promise<'settled' | 'ahead' | 'left'> {
  const standing = found.standing(place);
  if (standing === 'out') return 'settled';
  const known = found.result(place);
  const result = known ?? (await hands.take(place));
  if (result === undefined) return 'left';
  if (result === 'out') {
    found.leaveOut(place);
    return 'settled';
  }
  found.add(place, result);
  // While it was done others may have decided it.
  const now = found.standing(place);
  if (now === 'do') {
    found.count(place);
    hands.counted(place);
    return 'settled';
  }
  if (now === 'out') return 'settled';
  return known ? 'left' : 'ahead';
}
