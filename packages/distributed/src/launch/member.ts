import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { within } from '../within.ts';
import { tailOf } from './tail.ts';

/** How many lines of what a process says on stderr are kept. */
const kept = 50;

/** How a process ended. */
export interface End {
  readonly rank: number;
  /** Undefined where a signal ended it. */
  readonly status?: number;
  readonly signal?: NodeJS.Signals;
  /** What it said last on stderr, where nobody has seen it. */
  readonly said: readonly string[];
  /** Why it could not be begun. */
  readonly trouble?: string;
}

/** A process that was begun. */
export interface Member {
  /** Undefined where it could not be. */
  readonly pid: number | undefined;
  readonly ended: Promise<End>;
  /** Gives a signal to it and to what it has begun, while it runs. */
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** Begins the process of a rank. Rank 0 says what it says to whoever sees this process. */
export function begin(rank: number, command: string, args: readonly string[], env: NodeJS.ProcessEnv): Member {
  const isFirst = rank === 0;
  const child = spawn(command, args, {
    stdio: ['ignore', isFirst ? 'inherit' : 'ignore', isFirst ? 'inherit' : 'pipe'],
    // A group of its own: what a terminal gives to all comes once, by this process.
    detached: process.platform !== 'win32',
    env,
  });
  const tail = child.stderr === null ? undefined : tailOf(child.stderr, kept);
  let isOver = false;
  const ended = end(
    rank,
    child,
    () => (isOver = true),
    () => tail?.lines() ?? [],
  );
  const kill = (signal: NodeJS.Signals) => {
    if (!isOver && child.pid !== undefined) killGroup(child.pid, signal);
  };
  return { pid: child.pid, ended, kill };
}

async function end(rank: number, child: ChildProcess, over: () => void, said: () => readonly string[]): Promise<End> {
  try {
    const [status, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    over();
    // What it began would go on without it, and meet those that start again.
    if (status !== 0) killGroup(child.pid!, 'SIGKILL');
    // The last lines may come after the end; what else has the pipe may keep it open for long.
    if (child.stderr !== null && !child.stderr.readableEnded) await within(500, once(child.stderr, 'end'));
    return { rank, ...(signal === null ? { status: status ?? 1 } : { signal }), said: said() };
  } catch (error) {
    over();
    return { rank, said: [], trouble: (error as Error).message };
  }
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended.
  }
}
