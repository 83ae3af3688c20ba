import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const onSources = ['--conditions=@advtrain/source', '--import', 'tsx'];

/**
 * How Node is begun for the command: its own options, and the program. What was built starts in half the time that the sources
 * take; `npm test` builds first, and says so.
 */
export const command: { readonly options: readonly string[]; readonly main: string } =
  process.env['ADVTRAIN_BUILT'] === '1'
    ? { options: [], main: at('../bin/advtrain.js') }
    : { options: onSources, main: at('../src/main.ts') };

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Beside what this process has. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node's, after those that it is begun with. */
  readonly node?: readonly string[];
  /** Sees what the command says on stderr as it comes. */
  readonly watch?: (err: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Gets the process itself as soon as it is there. */
  readonly hear?: (child: ChildProcessWithoutNullStreams) => void;
}

/** Runs the command in a process of its own. */
export function advtrain(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  return begun([...command.options, ...(surroundings.node ?? []), command.main, ...args], at('..'), surroundings);
}

/** Runs the command; gives how it ends, and a kill for the process that was begun. */
export function begunCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  const ended: Promise<Ended> = advtrain(args, {
    env,
    hear: (child) => {
      kill = (signal) => child.kill(signal);
    },
  });
  return { ended, kill: (signal: NodeJS.Signals) => kill(signal) };
}

/** Runs Node on the sources in a folder. */
export function ended(args: readonly string[], cwd: string, surroundings: Surroundings = {}): Promise<Ended> {
  return begun(['--conditions=@advtrain/source', ...args], cwd, surroundings);
}

function begun(args: readonly string[], cwd: string, { env, watch, hear }: Surroundings): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  hear?.(child);
  return new Promise((resolve) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      watch?.(err, (signal) => child.kill(signal));
    });
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

/** What `--quiet` says of training where a model is so small that it learns nothing, which is all that may be wrong. */
export const atMostLearnsNothing = /^(.*, seed \d+, step \d+: It answers .*\n)?$/;

/** When a command is stopped, and how. */
export interface Stop extends Pick<Surroundings, 'env'> {
  /** What it must have said on stderr before. */
  readonly after: string;
  /** Milliseconds from then. Default 0. */
  readonly delay?: number;
  /** Default Ctrl-C. */
  readonly signal?: NodeJS.Signals;
}

/** Runs the command, and stops it on its way. */
export function stopped(
  args: readonly string[],
  { after, delay = 0, signal = 'SIGINT', ...surroundings }: Stop,
): Promise<Ended> {
  let sent = false;
  const watch: Surroundings['watch'] = (err, kill) => {
    if (sent || !err.includes(after)) return;
    sent = true;
    setTimeout(() => {
      kill(signal);
    }, delay);
  };
  return advtrain(args, { ...surroundings, watch });
}
