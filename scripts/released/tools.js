// The tools of scripts/released/tools, which are no part of the workspace: they are installed when they are first needed.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { output } from './process.js';

const folder = join(import.meta.dirname, 'tools');

/** Where a tool's program is, below node_modules. */
const PROGRAMS = {
  verdaccio: 'verdaccio/bin/verdaccio',
  pnpm: 'pnpm/bin/pnpm.cjs',
  publint: 'publint/src/cli.js',
  attw: '@arethetypeswrong/cli/dist/index.js',
};

/** Installs the tools unless those of the lock file are there. */
export async function installTools() {
  const installed = join(folder, 'node_modules', '.package-lock.json');
  const current =
    existsSync(installed) && statSync(installed).mtimeMs > statSync(join(folder, 'package-lock.json')).mtimeMs;
  if (!current) await output('npm', ['ci', '--prefer-offline'], folder);
}

/** The file that is a tool's program, for Node to run. */
export function tool(name) {
  return join(folder, 'node_modules', PROGRAMS[name]);
}
