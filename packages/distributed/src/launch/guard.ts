import { spawn } from 'node:child_process';

/** Ends processes when the one that began them is gone, however that ended. */
export interface Guard {
  /** Has a process and those of its group ended. */
  readonly over: (pid: number) => void;
  /** One that has ended by itself. */
  readonly no: (pid: number) => void;
  readonly close: () => void;
}

/**
 * Begins a guard, a process of its own: what it guards may be any program, and may wait in native code for another that waits for it, so
 * none can be asked to look after itself.
 */
export function guard(): Guard {
  const child = spawn(process.execPath, ['-e', `(${watch.toString()})()`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: process.platform !== 'win32',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  // Without it processes still end with whatever ends all of a terminal's, a job's or a container's.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  const say = (line: string) => child.stdin.write(`${line}\n`);
  return {
    over: (pid) => say(`+${pid}`),
    no: (pid) => say(`-${pid}`),
    close: () => child.stdin.end(),
  };
}

/** What the guard runs, which sees nothing else of this file. */
function watch(): void {
  const pids = new Set<string>();
  let rest = '';
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('+')) pids.add(line.slice(1));
      else pids.delete(line.slice(1));
    }
  });
  process.stdin.on('end', () => {
    for (const pid of pids) {
      try {
        process.kill(process.platform === 'win32' ? Number(pid) : -Number(pid), 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  });
}
