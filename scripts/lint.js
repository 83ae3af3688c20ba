// npm run lint: format, house rules and types of everything, in a few processes. Each reads the types of what it checks and of all that lies
// below: a process for every package would read core's two dozen times.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packages } from './lint/layers.js';
import { node, root } from './run.js';

const { resolve } = createRequire(import.meta.url);
const tsc = resolve('typescript/bin/tsc');
const prettier = resolve('prettier/bin/prettier.cjs');
const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');

/** Packages that are large enough for a process of their own. */
const large = ['engine', 'core', 'models', 'datasets', 'compare', 'advtrain', 'testing'];
/** The others go together, so many at a time: a program of types for each of more does not fit into memory. */
const together = 6;
const small = packages().filter((name) => !large.includes(name));

const jobs = [
  ...groups(small, together).map((names) => ({ name: `ESLint of ${names.join(', ')}`, args: rules(folders(names)) })),
  ...large.map((each) => ({ name: `ESLint of ${each}`, args: rules(folders([each])) })),
  { name: 'ESLint of everything else', args: rules(['scripts', 'examples', 'bench', 'docs/playground', '*.js']) },
  { name: 'Types of the tests', args: [tsc, '-p', 'tsconfig.tests.json'] },
  { name: 'Types of the benchmarks', args: [tsc, '-p', 'bench'] },
  { name: 'Types of the playground', args: [tsc, '-p', 'docs/playground'] },
  { name: 'Prettier', args: [prettier, '--check', '.'] },
];

process.exitCode = await lint();

/** Two at a time, for each is one thread. */
async function lint() {
  const waiting = [...jobs];
  let status = 0;
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const code = await node(job.args, { quiet: true });
      console.log(`${job.name}: ${code === 0 ? 'fine' : 'see above'}`);
      status = Math.max(status, code);
    }
  };
  await Promise.all([work(), work()]);
  return status;
}

function rules(paths) {
  return [eslint, '--max-warnings', '0', '--no-error-on-unmatched-pattern', ...paths];
}

function folders(names) {
  return names.map((name) => `packages/${name}`);
}

function groups(names, size) {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, at) => names.slice(at * size, (at + 1) * size));
}
