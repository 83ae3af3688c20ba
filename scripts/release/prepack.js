// `node ../../scripts/release/prepack.js` in a package, before npm packs or publishes it: what is packed is built from the sources as they
// stand. Nx builds what is not. Standard output is npm's, which may be asked for JSON.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nx, root } from '../run.js';

const { name } = JSON.parse(readFileSync('package.json', 'utf8'));

if (existsSync(join(root, 'node_modules', 'nx')))
  process.exitCode = await nx(['run', `${name}:build`], { quiet: true });
else {
  console.error(
    `${name} cannot be packed, for nothing is installed in ${root}, but building needs it: run npm ci there.`,
  );
  process.exitCode = 1;
}
