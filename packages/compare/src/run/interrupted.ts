import { breathing } from '@advtrain/evaluate';

/** A run that was asked to stop (Ctrl-C) and has put away what it had. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Gives timers and signals a turn, at most every 50 ms; throws {@link Interrupted} once the signal is aborted. */
export function breather(signal?: AbortSignal): () => Promise<void> {
  const breathe = breathing();
  return async () => {
    await breathe();
    if (signal?.aborted) throw new Interrupted('The run was interrupted.');
  };
}
