import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';
import { kindOf } from './judge.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Fuzzes one target in a process of its own, which is begun again where an input hangs or ends it, and tells of every new kind of
 * failure. After `patience` seconds an input that is still being read hangs. Returns how much was tried, and the failures.
 *
 * @param {string} target path of its module
 * @param {{ minutes: number, patience?: number, runs?: number, seed: number, onFailure: (failure: { problem: string, input: string }) => void }} options
 */
export async function campaign(target, { minutes, patience = 20, runs, seed, onFailure }) {
  const name = basename(target, '.js');
  const folder = mkdtempSync(join(tmpdir(), `fuzz-${name}-`));
  const file = join(root, 'node_modules', '.cache', 'fuzz', `${name}-${process.pid}.mjs`);
  const kinds = new Set();
  const summary = { tried: 0, reached: 0, all: 0, failures: 0 };
  const tell = (failure) => {
    const kind = kindOf(failure.problem);
    if (kinds.has(kind)) return;
    kinds.add(kind);
    summary.failures++;
    onFailure(failure);
  };
  try {
    await bundle(target, file);
    const ends = Date.now() + 60_000 * minutes;
    for (let round = 0; Date.now() < ends; round++) {
      const seconds = (ends - Date.now()) / 1000;
      const kept = join(root, 'scripts', 'fuzz', 'corpus', name);
      const work = { folder, kept, seed: seed + 1000 * round, seconds, runs };
      const done = await worked(file, { ...work, patience }, tell);
      if (!done) continue;
      Object.assign(summary, done);
      break;
    }
    return summary;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(file, { force: true });
  }
}

/** One process of a campaign: what it says at its end, or `undefined` where an input ended it. */
async function worked(file, work, tell) {
  const current = join(work.folder, 'current');
  const child = spawn(process.execPath, ['--max-old-space-size=2048', file, JSON.stringify(work), root], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let done;
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints = `${complaints}${chunk}`.slice(-2000)));
  createInterface(child.stdout).on('line', (line) => {
    const said = JSON.parse(line);
    if ('tried' in said) done = said;
    else tell(said);
  });
  const begun = Date.now();
  const watch = setInterval(() => {
    const last = existsSync(current) ? statSync(current).mtimeMs : begun;
    if (Date.now() - Math.max(last, begun) > 1000 * work.patience) child.kill('SIGKILL');
  }, 1000);
  const [code, signal] = await new Promise((resolve) => child.on('close', (...ended) => resolve(ended)));
  clearInterval(watch);
  if (done) return done;
  if (!existsSync(current)) throw new Error(`The process of the target ended before its first input. ${complaints}`);
  const problem = signal === 'SIGKILL' ? 'hangs' : `ends the process (${signal ?? `code ${code}`}): ${complaints}`;
  tell({ problem, input: readFileSync(current).toString('base64') });
  return undefined;
}
