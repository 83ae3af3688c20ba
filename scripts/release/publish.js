// Publishes every package that is not private, by npm publish with the options given, but those that the registry has in this version: what
// failed half-way is done again by the same command.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run.js';

const options = process.argv.slice(2);
const asked = options.indexOf('--registry');
const registry =
  asked < 0 ? npm(['config', 'get', 'registry'], { encoding: 'utf8' }).stdout.trim() : options[asked + 1];

for (const { folder, name, version } of packages()) {
  if (await isThere(name, version)) {
    console.log(`${name} ${version} is published already.`);
    continue;
  }
  const { status } = npm(['publish', ...options], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${name} ${version} could not be published: see above. The same command goes on from there.`);
    process.exitCode = 1;
    break;
  }
}

/** The packages, each after those of ours that it depends on, so that none is there that cannot be installed. */
function packages() {
  const all = readdirSync(join(root, 'packages'))
    .map((each) => join(root, 'packages', each))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter((manifest) => !manifest.private);
  const ordered = new Set();
  const place = (manifest) => {
    if (ordered.has(manifest)) return;
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const other = all.find((each) => each.name === name);
      if (other) place(other);
    }
    ordered.add(manifest);
  };
  all.forEach(place);
  return ordered;
}

/** Whether the registry has it; a registry that does not answer is an error, not a no. */
async function isThere(name, version) {
  const answer = await fetch(new URL(name.replace('/', '%2f'), registry));
  if (answer.status === 404) return false;
  if (!answer.ok) throw new Error(`${registry} could not be asked for ${name}: it answers ${answer.status}.`);
  return Object.hasOwn((await answer.json()).versions, version);
}

function npm(args, how) {
  return spawnSync('npm', args, { cwd: root, shell: process.platform === 'win32', ...how });
}
