import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Launch } from '../../src/index.ts';

const launcher = fileURLToPath(new URL('launcher.ts', import.meta.url));

/** What every program of these tests begins with: who it is, how often all were started before, and a way to leave notes. */
const prelude = `
  const { appendFileSync, existsSync, readFileSync } = require('node:fs');
  const { task, cluster } = JSON.parse(process.env.TF_CONFIG);
  const rank = task.index;
  const note = (name, text) => appendFileSync(name + '-' + rank, text + '\\n');
  const start = existsSync('start-' + rank) ? readFileSync('start-' + rank, 'utf8').split('\\n').length : 1;
  note('start', process.pid);
  const when = (names, then) => {
    const wait = setInterval(() => {
      if (!names.every((name) => existsSync(name))) return;
      clearInterval(wait);
      then();
    }, 20);
  };
  // Longer than any test waits, lest one that fails leaves it for ever.
  const forever = () => setTimeout(() => undefined, 60_000);
`;

/** A folder that launched programs run in and leave notes in. */
export function workplace() {
  const folder = mkdtempSync(join(tmpdir(), 'advtrain-launch-'));
  const lines = (name: string) => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  };
  return {
    /** The lines of a note. */
    lines,
    /** The processes that each rank's program was, first to last. */
    pids: (rank: number) => lines(`start-${rank}`).map(Number),
    notes: () => readdirSync(folder),
    /** Launches a program; gives what it said and how it ended. */
    launched: (program: string, launch: Partial<Launch> & { readonly processes: number }) => {
      const asked = { command: process.execPath, args: ['-e', `${prelude}${program}`], ...launch };
      const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), launcher, JSON.stringify(asked)], {
        cwd: folder,
        detached: true,
      });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      const ended = new Promise<{ status: number | null; out: string; err: string }>((resolve) => {
        child.on('close', (status) => resolve({ status, out, err }));
      });
      /** Gives a signal as a terminal does, to all that runs in it. */
      const signal = (name: NodeJS.Signals) => process.kill(-child.pid!, name);
      return { child, ended, signal };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

/** Whether a process is there, and no zombie. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
