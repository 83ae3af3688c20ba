// Builds to publish: of this checkout, or of a copy as a commit of it would be, where what lies about in dist does not count.

import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../run.js';
import { output } from './process.js';

/**
 * Makes the copy, installs and builds it.
 *
 * @param {string} into a folder that is not there yet
 */
export async function cleanBuild(into) {
  const listed = await output('git', ['ls-files', '-co', '--exclude-standard', '-z'], root);
  for (const file of new Set(listed.split('\0').filter((name) => name !== '' && existsSync(join(root, name))))) {
    mkdirSync(dirname(join(into, file)), { recursive: true });
    cpSync(join(root, file), join(into, file));
  }
  await output('npm', ['ci', '--prefer-offline'], into);
  await build(into);
}

/** Builds what of a checkout is not built from its sources as they stand. */
export async function build(checkout) {
  const args = ['nx', 'run-many', '-t', 'build', '--outputStyle=static'];
  await output('npx', args, checkout, { NX_DAEMON: 'false' });
}
