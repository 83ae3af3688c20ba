// npm run sizes: what each package weighs, and what installing it alone puts onto a disk. `--write` puts the table into docs/packages.md.

import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../run.js';
import { installAlone } from './alone.js';
import { build } from './checkout.js';
import { published } from './packages.js';
import { forEach, output } from './process.js';
import { publish, startRegistry } from './registry.js';
import { installTools } from './tools.js';

const page = join(root, 'docs', 'packages.md');
const BEGIN = '<!-- By npm run sizes -- --write: -->';
const END = '<!-- until here -->';

const [option, ...more] = process.argv.slice(2);
if (more.length > 0 || ![undefined, '--write'].includes(option)) {
  console.error(`There is the option --write alone, but it says: ${[option, ...more].join(' ')}.`);
  process.exitCode = 2;
} else await main();

async function main() {
  const table = tableOf(await sizes());
  if (option === undefined) return console.log(table);
  const [before, rest] = readFileSync(page, 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${page} has no place for the table: ${BEGIN} and ${END}.`);
  const text = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
  return console.log(`The table is in ${page}.`);
}

async function sizes() {
  const folder = mkdtempSync(join(tmpdir(), 'advtrain-sizes-'));
  try {
    await build(root);
    await installTools();
    const registry = await startRegistry(join(folder, 'registry'));
    try {
      const all = published(root);
      await forEach(all, (each) => publish(each.folder, registry));
      const rows = [];
      await forEach(all, async (each) => rows.push(await sizesOf(each, folder, registry)));
      return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
    } finally {
      await registry.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sizesOf(each, folder, { address }) {
  const pack = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [{ size, unpackedSize }] = JSON.parse(await output('npm', pack, each.folder));
  const project = join(folder, each.name.replace('/', '+'));
  await installAlone(each, project, address);
  const modules = join(project, 'node_modules');
  const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
  const installed = { packages: Object.keys(lock.packages).length, bytes: bytesIn(modules) };
  rmSync(project, { recursive: true });
  return { name: each.name, size, unpackedSize, installed };
}

function bytesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function tableOf(rows) {
  const lines = rows.map(({ name, size, unpackedSize, installed }) => {
    const cells = [
      `\`${name}\``,
      kilobytes(size),
      kilobytes(unpackedSize),
      installed.packages,
      megabytes(installed.bytes),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = '| package | packed | unpacked | packages on disk, installed alone | size of these |';
  return [head, '| --- | ---: | ---: | ---: | ---: |', ...lines].join('\n');
}

function kilobytes(bytes) {
  return `${Math.ceil(bytes / 1e3)} kB`;
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
