// A run of the command that is killed on its way, as a machine that loses its power does it.

import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { clearTimeout, setTimeout } from 'node:timers';
import { advtrain, root } from '../run.js';

/**
 * When a run is killed: after so many milliseconds, or as soon as the n-th file is being written in the folder.
 *
 * @typedef {{ readonly after: number } | { readonly write: number }} Moment
 */

/**
 * Runs the command to its end, or to a moment.
 *
 * @param {readonly string[]} args
 * @param {{ readonly env: Readonly<Record<string, string>>, readonly folder?: string, readonly moment?: Moment }} options
 *   `folder` is there already, and needed to see writes
 * @returns {Promise<{ code: number | null, killed: boolean, milliseconds: number, err: string }>}
 */
export function run(args, { env, folder, moment }) {
  const began = performance.now();
  const child = spawn(process.execPath, [advtrain, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    // A build that is killed on its way would leave less than a command.
    env: { ...process.env, ...env, ADVTRAIN_BUILT: '1' },
  });
  const kill = () => child.kill('SIGKILL');
  const timer = moment && 'after' in moment ? setTimeout(kill, moment.after) : undefined;
  const watcher = moment && 'write' in moment ? watchWrites(folder, moment.write, kill) : undefined;
  return new Promise((resolve, reject) => {
    let err = '';
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      watcher?.close();
      resolve({ code, killed: signal === 'SIGKILL', milliseconds: performance.now() - began, err });
    });
  });
}

/** Calls once when the n-th temporary file comes. */
function watchWrites(folder, nth, then) {
  const seen = new Set();
  return watch(folder, { recursive: true }, (_, name) => {
    if (!name?.endsWith('.tmp') || seen.has(name)) return;
    seen.add(name);
    if (seen.size === nth) then();
  });
}
