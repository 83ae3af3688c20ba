import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long something is waited for. */
export interface Patience {
  /** In milliseconds, of `performance.now()`. */
  readonly end: number;
  readonly signal: AbortSignal | undefined;
}

/** What is left, in milliseconds. */
export function left({ end }: Patience): number {
  return Math.max(0, end - performance.now());
}

/** Pauses that grow, until the patience is at its end. */
export async function* pauses(patience: Patience): AsyncGenerator<void, void, void> {
  for (let pause = 50; ; pause = Math.min(2 * pause, 2000)) {
    yield;
    if (left(patience) === 0) return;
    await sleep(Math.min(pause, left(patience)), undefined, { signal: patience.signal }).catch(() => undefined);
    patience.signal?.throwIfAborted();
  }
}

/** A host's addresses; undefined where its name does not resolve now, or not in time. */
export async function resolved(host: string, patience: Patience): Promise<readonly string[] | undefined> {
  const found = lookup(host, { all: true }).then(
    (list) => list.map(({ address }) => address),
    () => undefined,
  );
  const ended = new AbortController();
  const tooLong = sleep(left(patience), undefined, { signal: ended.signal }).catch(() => undefined);
  const stopped = patience.signal === undefined ? [] : [aborted(patience.signal, ended.signal)];
  try {
    return await Promise.race([found, tooLong, ...stopped]);
  } finally {
    ended.abort();
    patience.signal?.throwIfAborted();
  }
}

/** Resolves when a signal comes, unless something has ended before. */
function aborted(signal: AbortSignal, ended: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const stop = () => resolve(undefined);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true, signal: ended });
  });
}
