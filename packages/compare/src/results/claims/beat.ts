import { Worker } from 'node:worker_threads';

/** What a thread that beats is told. */
interface Beating {
  readonly path: string;
  readonly every: number;
}

/**
 * Shows now and then that this process lives, by the time of a file, from a thread of its own: a step may keep JavaScript's own thread for longer than others
 * wait. Gives what ends it.
 *
 * @param path the file, which begins with `{`; nothing happens while it is not there.
 * @param every milliseconds.
 */
export function beatAt(path: string, every: number): () => void {
  const workerData: Beating = { path, every };
  const thread = new Worker(`(${beat.toString()})(require)`, { eval: true, execArgv: [], workerData });
  // Without it the process still beats, as often as its own thread is free.
  thread.on('error', () => undefined);
  thread.unref();
  return () => void thread.terminate();
}

/** What the thread runs, which sees nothing else of this file. */
function beat(load: NodeJS.Require): void {
  const fs = load('node:fs') as typeof import('node:fs');
  const threads = load('node:worker_threads') as typeof import('node:worker_threads');
  const { path, every } = threads.workerData as Beating;
  setInterval(() => {
    try {
      const file = fs.openSync(path, 'r+');
      try {
        // What is there already: by the clock of the disk, which all machines share, and of whoever replaces the file nothing is lost.
        fs.writeSync(file, '{', 0);
      } finally {
        fs.closeSync(file);
      }
    } catch {
      // It is gone, or the disk does not answer now.
    }
  }, every);
}
