// publint and Are The Types Wrong over each tarball.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { output, run } from './process.js';
import { tool } from './tools.js';

/** What attw may find in all packages, and why. There is no other exception. */
const EXCEPTIONS = {
  'cjs-resolves-to-esm': 'Packages are modules of ECMAScript alone, which Node requires from 20.19 and 22.12 on.',
};

/** Lints what npm has of a package in the registry. */
export async function lint(each, folder, address, results) {
  mkdirSync(folder, { recursive: true });
  const fetched = ['pack', `${each.name}@${each.version}`, '--registry', address, '--json', '--ignore-scripts'];
  const [{ filename }] = JSON.parse(await output('npm', fetched, folder));
  const tarball = join(folder, filename);
  const linted = await run(process.execPath, [tool('publint'), 'run', tarball, '--strict'], folder);
  results.add(each.name, 'publint', linted.code === 0 ? undefined : linted.stdout + linted.stderr);
  // This profile leaves out how TypeScript resolved before packages had `exports`; importing from CommonJS stays in.
  const profile = ['--profile', 'node16', '--ignore-rules', ...Object.keys(EXCEPTIONS)];
  const args = [tarball, ...profile, '--format', 'ascii', '--no-color'];
  const typed = await run(process.execPath, [tool('attw'), ...args], folder);
  results.add(each.name, 'attw', typed.code === 0 ? undefined : typed.stdout + typed.stderr);
}
