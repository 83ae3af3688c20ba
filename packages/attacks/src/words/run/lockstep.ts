import type { Variant } from '../search/search.ts';
import { answersTo } from './answers.ts';
import type { Oracles, Running, Waiting } from './running.ts';

/** How many searches are under way at once, and who is told of their ends. */
export interface Pace {
  readonly width: number;
  readonly done: (running: Running, found: Variant | undefined) => void;
}

/**
 * Runs searches side by side: what all of them want to know is asked at once, then each goes on until it wants to know more.
 * Where one ends, the next begins. None learns what another asked, so none depends on which others there are.
 */
export async function lockstep(all: readonly Running[], oracles: Oracles, pace: Pace): Promise<void> {
  let begun = 0;
  let waiting: Waiting[] = [];
  for (;;) {
    while (waiting.length < pace.width && begun < all.length) advance(all[begun++]!, undefined);
    if (waiting.length === 0) return;
    const round = waiting;
    waiting = [];
    const answers = await answersTo(round, oracles);
    await oracles.pause?.();
    for (const { running } of round) advance(running, answers.get(running));
  }

  function advance(running: Running, answer: unknown): void {
    const step = running.search.next(answer);
    if (step.done) pace.done(running, step.value);
    else waiting.push({ running, request: step.value });
  }
}
