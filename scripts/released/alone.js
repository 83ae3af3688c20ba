// Each package alone in an empty project: imported, required, and its command run.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output, run } from './process.js';
import { emptyProject } from './registry.js';
import { remedyFailure } from './remedy.js';

/** Packages that are imported only, and why. */
const NEVER_REQUIRED = { '@advtrain/testing': 'vitest, which @advtrain/testing is for, cannot be required' };

const imported = (entry) => `
  const all = await import('${entry}');
  if (Object.keys(all).length === 0) throw new Error('${entry} exports nothing.');
`;

const required = (entry) => `
  const all = require('${entry}');
  if (Object.keys(all).length === 0) throw new Error('${entry} exports nothing.');
`;

/** Installs a package alone, with the peers that npm installs by itself. */
export async function installAlone(each, project, address) {
  emptyProject(project, address);
  await output('npm', ['install', each.name, '--prefer-offline'], project);
}

/** Tries it on every Node. */
export async function tryAlone(each, project, nodes, results) {
  for (const node of nodes) {
    const named = (what) => `${what} ${node.major}`;
    const failure = await failureOf(each.entries.map(imported), 'mjs', node, project);
    results.add(each.name, named('import'), failure);
    const never = NEVER_REQUIRED[each.name];
    if (never !== undefined) results.cannot(each.name, named('require'), never);
    else if (!node.requiresModules)
      results.cannot(each.name, named('require'), `Node ${node.version} requires no modules`);
    else results.add(each.name, named('require'), await failureOf(each.entries.map(required), 'cjs', node, project));
    if (each.name === '@advtrain/engine') results.add(each.name, named('remedy'), await remedyFailure(node, project));
    if (each.name === 'advtrain') results.add(each.name, named('command'), await commandFailure(node, project));
  }
}

async function failureOf(programs, extension, node, project) {
  for (const [at, source] of programs.entries()) {
    const file = `entry${at}.${extension}`;
    writeFileSync(join(project, file), source);
    const { code, stderr } = await run(node.program, [file], project);
    if (code !== 0) return stderr;
  }
  return undefined;
}

async function commandFailure(node, project) {
  const command = join(project, 'node_modules', '.bin', 'advtrain');
  for (const args of [['--help'], ['methods'], ['doctor']]) {
    const { code, stdout, stderr } = await run(node.program, [command, ...args], project);
    if (code !== 0 || stdout.trim() === '') return `advtrain ${args.join(' ')} ended with ${code}: ${stderr}`;
  }
  return undefined;
}
