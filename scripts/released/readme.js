// The programs of a package's README, where pnpm installs what the README says: there, what is not asked for by name cannot be imported.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { run } from './process.js';
import { emptyProject } from './registry.js';
import { tool } from './tools.js';

/** Installs with pnpm as it comes, under which packages of others may need what they do not name, and runs the programs on every Node. */
export async function tryReadme(each, folder, address, nodes, results) {
  const readme = readFileSync(join(each.folder, 'README.md'), 'utf8');
  const programs = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1]);
  const asked = /^npm install (.*)$/m.exec(readme)?.[1].split(' ');
  if (programs.length === 0) {
    for (const { major } of nodes)
      results.cannot(each.name, `README ${major}`, 'its README has no program that runs alone');
    return;
  }
  const project = join(folder, each.name.replace('/', '+'));
  emptyProject(project, address);
  const args = ['add', ...asked, '--store-dir', join(folder, 'store'), '--prefer-offline'];
  const installed = await run(process.execPath, [tool('pnpm'), ...args], project);
  for (const node of nodes) {
    const failure =
      installed.code === 0 ? await failureOf(programs, node, project) : installed.stdout + installed.stderr;
    results.add(each.name, `README ${node.major}`, failure);
  }
}

async function failureOf(programs, node, project) {
  for (const [at, source] of programs.entries()) {
    const file = `example${at}.mjs`;
    const { code: program } = await transform(source, { loader: 'ts', format: 'esm', target: 'es2022' });
    writeFileSync(join(project, file), program);
    const { code, stdout, stderr } = await run(node.program, [file], project);
    if (code !== 0) return stderr;
    if (stdout.trim() === '') return `program ${at + 1} printed nothing`;
  }
  return undefined;
}
