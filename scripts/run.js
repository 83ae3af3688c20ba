// Child processes for the scripts here: they share the terminal, so Ctrl-C reaches them, and the parent waits.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** The `advtrain` command. */
export const advtrain = join(root, 'packages', 'advtrain', 'bin', 'advtrain.js');

/**
 * Runs a JavaScript file on this Node from the repository's root.
 *
 * @param {readonly string[]} args the file and its arguments
 * @param {{ quiet?: boolean }} [options] quiet: show output only if it fails
 * @returns {Promise<number>} the exit code
 */
export async function node(args, { quiet = false } = {}) {
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(process.execPath, args, { cwd: root, stdio, env: { ...process.env, NX_DAEMON: 'false' } });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const terminate = () => child.kill('SIGTERM');
  let interrupted = false;
  const wait = () => (interrupted = true);
  process.on('SIGINT', wait).on('SIGTERM', terminate);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 1)));
  });
  process.off('SIGINT', wait).off('SIGTERM', terminate);
  if (quiet && interrupted) return 130;
  if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
  return code;
}

/** Runs Nx, which skips what it has done before. */
export function nx(args, options) {
  return node([createRequire(import.meta.url).resolve('nx'), ...args, '--outputStyle=static'], options);
}

/** Gets native TensorFlow unless it is there. Without it WebAssembly serves, more slowly, so this never fails. */
export async function installEngine() {
  const code = await node([advtrain, 'engine', 'install', '--if-missing']);
  if (code !== 0 && code !== 130)
    console.error('Native TensorFlow is not installed (see above); going on with WebAssembly.');
  return code;
}
