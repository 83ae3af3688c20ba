// `node ../../scripts/bundle.js` in a package: puts what its entry points are made of into one file each, dist/bundle, which is what
// package.json exports. A process then opens some thirty files in place of a thousand (docs/adr says what that is worth).

import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const { exports, dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
const bundle = join('dist', 'bundle');

// Others go into the bundle, their licences beside it: scripts/lint/layers.js says which may.
const installed = Object.keys({ ...dependencies, ...peerDependencies });

/** The files that an entry of `exports` leads to, in all conditions. */
function filesOf(target) {
  if (target === null) return []; // what a condition forbids
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(filesOf);
}

const exported = filesOf(exports).filter((file) => file.startsWith('./dist/bundle/'));
const programs = ['main.js'].filter((file) => existsSync(join('dist', file)));
const entries = [...new Set([...exported.map((file) => relative(bundle, file)), ...programs])];

rmSync(bundle, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: entries.map((file) => join('dist', file)),
  outbase: 'dist',
  outdir: bundle,
  bundle: true,
  // What two entry points share is in one file of both, so that it is there once.
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  mainFields: ['module', 'main'],
  external: ['#*', 'node:*', ...installed.flatMap((other) => [other, `${other}/*`])],
  conditions: ['import'],
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
const licences = taken(Object.keys(metafile.inputs)).map(licenceOf);
if (licences.length > 0) writeFileSync(join(bundle, 'LICENSES.txt'), `${licences.join('\n')}`);

/** The folders of the packages that files are of, in the order of their names. */
function taken(files) {
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** A package's name, version and licence. One without the text of its licence cannot be in a bundle. */
function licenceOf(folder) {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.(md|txt))?$/i.test(each));
  if (file === undefined) throw new Error(`${about.name} has no text of its licence: leave it out of the bundle.`);
  return `${about.name} ${about.version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
