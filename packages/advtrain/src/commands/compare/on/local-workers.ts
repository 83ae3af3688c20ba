import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { UsageError } from '@advtrain/compare';
import type { CompareEvent, RunPlace, Workers } from '@advtrain/compare';
import { threadsOfEach } from '@advtrain/distributed';
import { workerVariable } from './worker-message.ts';
import type { WorkerMessage } from './worker-message.ts';

/** How workers are begun. */
export interface LocalOptions {
  /** How many at most. */
  readonly workers: number;
  /** Where results go, for sentences. */
  readonly folder: string;
  /** Has them end, at their next step. */
  readonly signal: AbortSignal;
}

/** Begins processes of this very command that do what runs are left. */
export function localWorkers({ workers, folder, signal }: LocalOptions): (left: readonly RunPlace[]) => Workers {
  return (left) => {
    const count = Math.min(workers, left.length);
    const events: CompareEvent[] = [];
    const living = new Set<ChildProcess>();
    let failure: Error | undefined;
    let isStopped = false;
    let wake: () => void = () => undefined;
    const stop = () => {
      isStopped = true;
      for (const child of living) child.kill('SIGTERM');
    };
    const hear = (message: WorkerMessage) => {
      if (message.kind !== 'failed') events.push(message);
      else failure ??= message.isUsage ? new UsageError(message.sentence) : new Error(message.sentence);
      wake();
    };
    const end = (child: ChildProcess, code: number | null, by: NodeJS.Signals | null) => {
      living.delete(child);
      if (code !== 0 && !isStopped && failure === undefined) {
        const how = by === null ? `ended with ${String(code)}` : `was ended by ${by}`;
        const who = `Worker ${String(child.pid)}`;
        if (living.size === 0)
          failure = new Error(
            `${who}, the last one, ${how}. The same command again goes on from what is kept in ${folder}.`,
          );
        else events.push({ kind: 'note', text: `${who} ${how}; the others go on with what it did.`, isWrong: true });
      }
      wake();
    };
    for (let i = 0; i < count; i++) {
      const child = begun(count);
      living.add(child);
      createInterface({ input: child.stdout! }).on('line', (line) => {
        const message = messageIn(line);
        if (message) hear(message);
      });
      child.on('close', (code, by) => {
        end(child, code, by);
      });
      child.on('error', (error) => {
        failure ??= error;
        living.delete(child);
        wake();
      });
    }
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    return {
      count,
      async next() {
        for (;;) {
          const event = events.shift();
          if (event) return event;
          if (failure) throw failure;
          if (living.size === 0) return undefined;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
      async stop() {
        stop();
        signal.removeEventListener('abort', stop);
        await Promise.all([...living].map((child) => once(child, 'close')));
      },
    };
  };
}

function begun(workers: number): ChildProcess {
  const program = [...process.execArgv, process.argv[1]!, ...process.argv.slice(2)];
  return spawn(process.execPath, program, {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A terminal's Ctrl-C is for this process alone, which tells the others.
    detached: true,
    env: {
      ...process.env,
      [workerVariable]: 'any',
      ADVTRAIN_BUILT: '1',
      ADVTRAIN_THREADS: threadsOfEach(workers, process.env['ADVTRAIN_THREADS']),
    },
  });
}

function messageIn(line: string): WorkerMessage | undefined {
  try {
    const message = JSON.parse(line) as WorkerMessage | null;
    return typeof message?.kind === 'string' ? message : undefined;
  } catch {
    // What something else has written there.
    return undefined;
  }
}
