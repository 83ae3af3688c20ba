import { parseArgs } from 'node:util';
import { crashesAsked, crashesVariable } from '../crashes/asked.ts';
import { outlivesTerminal } from '../terminal/hang-up.ts';

/** The commands that can train in several processes. */
const training: readonly (string | undefined)[] = ['train', 'compare', 'harden'];

/** What a command line asks for, of which this process only starts and watches the processes. */
export interface Launching {
  readonly processes: number;
  /** Without what the processes need not know of. */
  readonly args: readonly string[];
  /** How often all are started again after one was lost. */
  readonly restarts: number;
}

/**
 * What is to be started, before anything else is read; undefined where one process is asked for or does, as what is only to be foretold,
 * and where the number is none, which the command itself refuses.
 */
export function launchAsked(args: readonly string[], env: Readonly<NodeJS.ProcessEnv>): Launching | undefined {
  if (!training.includes(args[0]) || args.includes('--dry-run')) return undefined;
  const { tokens } = parseArgs({
    args: args.slice(1),
    options: { processes: { type: 'string' }, crashes: { type: 'string' } },
    strict: false,
    tokens: true,
  });
  const restarts = crashesAsked(args, env);
  // Crashes are seen to by the process that starts the others; a number of them that is none is for the command to refuse.
  const own = restarts > 0 ? ['processes', 'crashes'] : ['processes'];
  const found = tokens.filter((token) => token.kind === 'option').filter(({ name }) => own.includes(name));
  const processes = Number(found.findLast(({ name }) => name === 'processes')?.value);
  if (!Number.isSafeInteger(processes) || processes < 2) return undefined;
  const gone = new Set(
    found.flatMap(({ index, inlineValue }) => (inlineValue === false ? [index, index + 1] : [index])),
  );
  const kept = args.slice(1).filter((_, index) => !gone.has(index));
  return { processes, args: [args[0]!, ...kept], restarts };
}

/** Starts the processes on this machine, and gives the status to end with. */
export async function launched({ processes, args, restarts }: Launching): Promise<number> {
  const { launch } = await import('@advtrain/distributed');
  const line = (given: readonly string[]) => [...process.execArgv, process.argv[1]!, ...given];
  const { [crashesVariable]: crashes, ...rest } = process.env;
  const env = restarts > 0 || crashes === undefined ? rest : process.env;
  const outlives = outlivesTerminal();
  if (outlives) process.on('SIGHUP', () => undefined);
  return launch({
    processes,
    restarts,
    signals: outlives ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP'],
    command: process.execPath,
    args: line(args),
    // What is begun anew at first is gone on from afterwards.
    again: line(args.filter((arg) => arg !== '--restart')),
    // This process has seen to the build.
    env: { ...env, ADVTRAIN_BUILT: '1' },
  });
}
