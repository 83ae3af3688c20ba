// What `nx release` runs first: a release says what is new in it. Nothing is changed yet where it does not.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run.js';

if (!/^## \[Unreleased\]\n\n### /m.test(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'))) {
  console.error('CHANGELOG.md has nothing under [Unreleased]: say what changed.');
  process.exitCode = 1;
}
