// `node scripts/release/notes.js VERSION`: what CHANGELOG.md has of a version, for the page of its release.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run.js';

const [version] = process.argv.slice(2);
const sections = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^## /m);
const section = sections.find((each) => each.startsWith(`[${version}]`));
if (section !== undefined) console.log(section.slice(section.indexOf('\n')).trim());
else {
  console.error(`CHANGELOG.md has nothing of version ${version}.`);
  process.exitCode = 1;
}
