import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../within.ts';
import { tailOf } from './tail.ts';

/** How long something that was killed may take to be gone, in milliseconds. */
const longest = 5000;

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
    if (status !== 0) await groupEnded(child.pid!);
    // The last lines may come after the end; what else has the pipe may keep it open for long.
    if (child.stderr !== null && !child.stderr.readableEnded) await within(500, once(child.stderr, 'end'));
    return { rank, ...(signal === null ? { status: status ?? 1 } : { signal }), said: said() };
  } catch (error) {
    over();
    return { rank, said: [], trouble: (error as Error).message };
  }
}

/** Kills what is left of a process's group, and waits until it is gone: what it holds would be in the way of who starts again. */
async function groupEnded(pid: number): Promise<void> {
  for (let waited = 0; killGroup(pid, 'SIGKILL') && waited < longest; waited += 20) await sleep(20);
}

/** Gives a signal to a process and what it has begun, if anything of it is there. */
function killGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    return false;
  }
}
