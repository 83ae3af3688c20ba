// Other Nodes, out of npm's packages of its programs, which need no install script.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { output, run } from './process.js';

/**
 * A Node of each major version: this one where it is that.
 *
 * @param {readonly number[]} majors
 * @param {string} folder to install into
 * @returns {Promise<{ major: number, version: string, program: string, requiresModules: boolean }[]>}
 */
export async function nodesOf(majors, folder) {
  const own = Number(process.versions.node.split('.')[0]);
  const nodes = [];
  for (const major of majors) {
    const program = major === own ? process.execPath : await installed(major, folder);
    const asked = 'console.log(JSON.stringify([process.versions.node, process.features.require_module === true]))';
    const [version, requiresModules] = JSON.parse(await output(program, ['-e', asked], folder));
    nodes.push({ major, version, program, requiresModules });
  }
  return nodes;
}

async function installed(major, folder) {
  const into = join(folder, String(major));
  mkdirSync(into, { recursive: true });
  const name = `node-${process.platform}-${process.arch}`;
  const args = ['install', '--ignore-scripts', '--prefer-offline', '--prefix', into, `${name}@${major}`];
  const { code, stderr } = await run('npm', args, folder);
  if (code !== 0) throw new Error(`npm has no Node ${major} for this machine (${name}): ${stderr}`);
  return join(into, 'node_modules', name, 'bin', 'node');
}
