import { Interrupted } from '@advtrain/compare';
import { onStop } from '../crashes/supervised.ts';
import { hasTerminal, outlivesTerminal, terminalEnded } from './hang-up.ts';

/**
 * Runs work that Ctrl-C, a plain kill or the end of its terminal stops at the next step, so that it can put away what it has; a
 * second Ctrl-C ends the process at once, unless it is one that others stop and more than one may. `how` says how to go on.
 */
export async function interruptible<T>(
  how: string,
  work: (signal: AbortSignal) => Promise<T>,
  isStoppedByOthers = false,
): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted && !isStoppedByOthers) process.exit(130);
    controller.abort();
  };
  const outlives = outlivesTerminal();
  const reason = hasTerminal() ? terminalEnded : undefined;
  // A terminal that ends says so more than once, and nobody is in a hurry.
  const hangUp = () => {
    if (!outlives) controller.abort(reason);
  };
  const listening = [onStop('SIGINT', stop), onStop('SIGTERM', stop), onStop('SIGHUP', hangUp)];
  try {
    return await work(controller.signal);
  } catch (error) {
    const { aborted, reason: cause } = controller.signal as { aborted: boolean; reason: unknown };
    if (!aborted) throw error;
    throw new Interrupted(isStop(error, cause) ? how : `Interrupted, but not all was put away: ${textOf(error)}`, {
      cause,
    });
  } finally {
    for (const end of listening) end();
  }
}

/** Whether work ended because it was told to. */
function isStop(error: unknown, reason: unknown): boolean {
  return error instanceof Interrupted || error === reason || (error instanceof Error && error.name === 'AbortError');
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
