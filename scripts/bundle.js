// `node ../../scripts/bundle.js` in a package: puts what its entry points are made of into one file each, dist/bundle, which is what
// package.json exports. A process then opens some thirty files in place of a thousand (docs/adr says what that is worth).

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const { name, exports, dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
const bundle = join('dist', 'bundle');

/** Of packages that are several hundred files of their own, what is used goes into the bundle, with their licence. */
const inlined = { '@advtrain/compare': ['typebox'] }[name] ?? [];
const others = Object.keys({ ...dependencies, ...peerDependencies }).filter((other) => !inlined.includes(other));
const licences = inlined.map((other) => readFileSync(join('..', '..', 'node_modules', other, 'license'), 'utf8'));

/** The files that an entry of `exports` leads to, in all conditions. */
function filesOf(target) {
  if (target === null) return []; // what a condition forbids
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(filesOf);
}

const exported = filesOf(exports).filter((file) => file.startsWith('./dist/bundle/'));
const programs = ['main.js'].filter((file) => existsSync(join('dist', file)));
const entries = [...new Set([...exported.map((file) => relative(bundle, file)), ...programs])];

rmSync(bundle, { recursive: true, force: true });
await build({
  entryPoints: entries.map((file) => join('dist', file)),
  outbase: 'dist',
  outdir: bundle,
  bundle: true,
  // What two entry points share is in one file of both, so that it is there once.
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  external: ['#*', 'node:*', ...others.flatMap((other) => [other, `${other}/*`])],
  conditions: ['import'],
  ...(licences.length > 0 && {
    banner: { js: `/*! Contains parts of ${inlined.join(', ')}:\n${licences.join('\n')}*/` },
  }),
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'inline',
  logLevel: 'warning',
});
