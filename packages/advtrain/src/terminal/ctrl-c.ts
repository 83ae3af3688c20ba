import { Interrupted } from '@advtrain/compare';

/**
 * Runs work that Ctrl-C (or a plain kill) stops at the next step, so that it can put away what it has; a second Ctrl-C
 * ends the process at once. `how` says how to go on.
 */
export async function interruptible<T>(how: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw new Interrupted(how, { cause: error });
    throw error;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
