// A run of the command in several processes of which one after the other is killed, while the process that began them begins all again.

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { advtrain, root } from '../run.js';

/**
 * Runs the command to its end, killing a process that it has begun after each of some times: of the first ones, then of those that took
 * their places.
 *
 * @param {readonly string[]} args
 * @param {{ readonly env: Readonly<Record<string, string>>, readonly processes: number, readonly after: readonly number[], readonly draw: ReturnType<import('./random.js').random> }} options
 *   `after` in milliseconds since all were there
 * @returns {Promise<{ code: number | null, kills: number, milliseconds: number, err: string }>}
 */
export async function struck(args, { env, processes, after, draw }) {
  const began = performance.now();
  const several = ['--processes', String(processes), ...(after.length > 0 ? ['--crashes', String(after.length)] : [])];
  const child = spawn(process.execPath, [advtrain, ...args, ...several], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env, ADVTRAIN_BUILT: '1' },
  });
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  let isOver = false;
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      isOver = true;
      resolve(code);
    });
  });
  let kills = 0;
  const gone = new Set();
  for (const milliseconds of after) {
    const begun = () => membersOf(child.pid).filter((pid) => !gone.has(pid));
    while (!isOver && begun().length < processes) await sleep(20);
    const members = begun();
    await Promise.race([sleep(milliseconds), ended]);
    if (isOver) break;
    try {
      process.kill(draw.pick(members), 'SIGKILL');
      kills++;
    } catch {
      // It had just ended.
    }
    for (const pid of members) gone.add(pid);
  }
  return { code: await ended, kills, milliseconds: performance.now() - began, err };
}

/** The processes that train: what a process has begun that is told its rank, which the guard beside them is not. */
function membersOf(parent) {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const found = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'));
      const isMember =
        Number(found?.[1]) === parent && /"index":\d+/.test(readFileSync(`/proc/${name}/environ`, 'utf8'));
      return isMember ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
