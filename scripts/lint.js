// npm run lint: format, house rules and types of everything.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { node, root } from './run.js';

const { resolve } = createRequire(import.meta.url);
const tsc = resolve('typescript/bin/tsc');
const prettier = resolve('prettier/bin/prettier.cjs');
const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');

const everything = ['packages', 'scripts', 'examples', 'bench', 'docs/playground', '*.js', 'vitest.config.ts'];

const jobs = [
  { name: 'ESLint', args: [eslint, '--max-warnings', '0', ...everything] },
  { name: 'Types', args: [tsc, '-p', 'tsconfig.lint.json'] },
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
