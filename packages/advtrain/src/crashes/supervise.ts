import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { isStop, mark, stops } from './message.ts';
import type { Kept } from './message.ts';
import { outlivesTerminal } from '../terminal/hang-up.ts';

/** How native code that goes wrong ends a process. */
const crashes: readonly (NodeJS.Signals | null)[] = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP'];

/**
 * Runs this very program with these arguments in a process of its own, and in a fresh one where it crashes, at most so many times; gives its exit
 * code, or ends by the signal that ended it. It is given up with 1 where it crashes again before it has kept anything more. What
 * it reads and writes is this process's own, and it ends when this one does.
 */
export async function supervise(args: readonly string[], most: number): Promise<number> {
  const state = forwarding();
  let lastKept: string | undefined;
  for (let crash = 1; ; crash++) {
    const child = begun(state.kept === undefined ? args : args.filter((arg) => arg !== '--restart'));
    state.child = child;
    child.on('message', (message: Kept) => {
      state.kept = message.kept;
    });
    // What it has sent is read to the end before it is taken for disconnected.
    const [[code, signal]] = (await Promise.all([once(child, 'exit'), once(child, 'disconnect')])) as unknown as [
      [number | null, NodeJS.Signals | null],
    ];
    if (signal === null) return code ?? 1;
    if (!crashes.includes(signal) || state.isStopped) return dieOf(signal);
    const { kept } = state;
    const newest = kept === undefined ? 'Nothing was kept so far' : `The newest that is kept is ${kept}`;
    if (crash > 1 && kept === lastKept)
      return givenUp(signal, `${newest}, as at the crash before, so going on would crash again: it is given up.`);
    if (crash > most) {
      const why = `That was crash ${crash}, and --crashes allows ${most}; the same command goes on from there.`;
      return givenUp(signal, `${newest}. ${why}`);
    }
    lastKept = kept;
    const how = kept === undefined ? 'it begins anew' : 'it goes on from there';
    say(`${crashed(signal)} ${newest}; ${how} in a fresh process (${crash} of ${most}).`);
  }
}

interface State {
  child?: ChildProcess;
  /** Whether somebody wants it to end. */
  isStopped: boolean;
  /** The newest that it said was kept. */
  kept?: string;
}

/** Passes on what would stop this process; a terminal gives it to both, which the other knows to tell. */
function forwarding(): State {
  const state: State = { isStopped: false };
  const outlives = outlivesTerminal();
  for (const signal of stops) {
    process.on(signal, () => {
      if (signal !== 'SIGHUP' || !outlives) state.isStopped = true;
      // One that has just ended needs no telling.
      if (state.child?.connected) state.child.send({ stop: signal }, () => undefined);
    });
  }
  // A terminal that is gone takes no sentence.
  process.stderr.on('error', () => undefined);
  return state;
}

function begun(args: readonly string[]): ChildProcess {
  const program = [...process.execArgv, process.argv[1]!, ...args];
  return spawn(process.execPath, program, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // This process has seen to the build.
    env: { ...process.env, [mark]: '1', ADVTRAIN_BUILT: '1' },
  });
}

function crashed(signal: NodeJS.Signals): string {
  return `The process crashed (${signal}).`;
}

function givenUp(signal: NodeJS.Signals, why: string): number {
  say(`${crashed(signal)} ${why}`);
  return 1;
}

function say(sentence: string): void {
  // On a terminal a line of progress may stand there.
  process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[2K' : ''}advtrain: ${sentence}\n`);
}

function dieOf(signal: NodeJS.Signals): number {
  if (isStop(signal)) process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  return 1;
}
