// TypeScript programs that import every package, as type checkers resolve for Node, for bundlers, and for bundlers that say "browser".

import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { place } from '../lint/layers.js';
import { root } from '../run.js';
import { output, run } from './process.js';
import { emptyProject } from './registry.js';

const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

const RESOLUTIONS = {
  nodenext: { module: 'nodenext', types: ['node'] },
  bundler: { module: 'esnext', moduleResolution: 'bundler', types: ['node'] },
  browser: {
    module: 'esnext',
    moduleResolution: 'bundler',
    customConditions: ['browser'],
    lib: ['es2022', 'dom', 'dom.iterable', 'esnext.disposable'],
    types: [],
  },
};

/** What is Node's alone: seen by programs for Node, and by no program that says it is for browsers. */
const NODES_OWN = {
  '@advtrain/engine': 'installEngine',
  '@advtrain/core': 'readTensorFile',
  '@advtrain/models': 'load',
  '@advtrain/datasets': 'textFile',
  '@advtrain/attacks': 'wordnet',
};

/** A program for each package, checked together; a complaint counts for the package whose program or declarations it is in. */
export async function tryTypes(packages, folder, address, results) {
  emptyProject(folder, address);
  const names = packages.map(({ name }) => name);
  await output('npm', ['install', ...names, '@types/node@20.19.43', '--prefer-offline'], folder);
  for (const [resolution, options] of Object.entries(RESOLUTIONS)) {
    const inBrowsers = resolution === 'browser';
    const included = packages.filter((each) => !inBrowsers || isPure(each));
    for (const each of included) writeFileSync(join(folder, fileOf(each)), programOf(each, inBrowsers));
    const compilerOptions = { ...options, target: 'es2022', strict: true, noEmit: true };
    const settings = { compilerOptions, files: included.map(fileOf) };
    const file = join(folder, `tsconfig.${resolution}.json`);
    writeFileSync(file, JSON.stringify(settings));
    const { stdout } = await run(process.execPath, [tsc, '-p', file, '--pretty', 'false'], folder);
    if (/^error /m.test(stdout)) throw new Error(stdout); // of the settings
    for (const each of included) {
      // What is wrong with the declarations of others is not ours to mend.
      const places = [`${fileOf(each)}(`, `node_modules/${each.name}/`];
      const complaints = stdout.split('\n').filter((line) => places.some((place) => line.startsWith(place)));
      results.add(each.name, `types ${resolution}`, complaints.length > 0 ? complaints.join('\n') : undefined);
    }
  }
}

function isPure({ folder }) {
  return place(`packages/${basename(folder)}/src/index.ts`).pure;
}

function fileOf({ name }) {
  return `${name.replace('/', '+')}.mts`;
}

function programOf({ name, entries }, inBrowsers) {
  const own = NODES_OWN[name];
  const lines = entries
    .filter((entry) => !inBrowsers || entry === name)
    .map((entry, at) => `export * as entry${at} from '${entry}';`);
  if (own !== undefined && inBrowsers) lines.push('// @ts-expect-error: it runs on Node alone.');
  if (own !== undefined) lines.push(`export { ${own} } from '${name}';`);
  if (name === '@advtrain/engine') lines.push(enginesOf(inBrowsers));
  return `${lines.join('\n')}\n`;
}

/** Both halves of the engine choose a backend by the same call. */
function enginesOf(inBrowsers) {
  const backends = inBrowsers ? ['webgpu', 'wasm'] : ['native', 'wasm'];
  const calls = backends.map((backend) => `  await engine({ backend: '${backend}' });`);
  return `import { engine } from '@advtrain/engine';\nexport async function choose() {\n${calls.join('\n')}\n}`;
}
