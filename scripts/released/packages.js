// The packages that are published.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What is published out of a checkout: name, version, folder, and the entry points that are programs.
 *
 * @param {string} checkout
 */
export function published(checkout) {
  const folders = readdirSync(join(checkout, 'packages')).map((name) => join(checkout, 'packages', name));
  return folders
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({
      folder,
      name: manifest.name,
      version: manifest.version,
      entries: Object.keys(manifest.exports)
        .filter((entry) => !entry.endsWith('.json'))
        .map((entry) => join(manifest.name, entry)),
    }));
}
