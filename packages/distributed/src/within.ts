import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something, at most so many milliseconds. */
export async function within(most: number, what: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  const limit = sleep(most, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([what, limit]);
  ended.abort();
}
