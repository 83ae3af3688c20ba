// npm run docs: the site of guides, API pages and the playground, docs/.vitepress/dist. Fails on an undocumented export or parameter,
// a link to nowhere, and whatever TypeDoc warns of.

import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { strayLinks } from './links.js';
import { buildPlayground } from './playground.js';
import { node, nx, root } from '../run.js';

const docs = join(root, 'docs');
const site = join(docs, '.vitepress', 'dist');

process.exitCode = await build();

async function build() {
  const built = await nx(['run-many', '-t', 'build'], { quiet: true });
  if (built !== 0) return built;
  if (!isInstalled()) {
    const installed = spawnSync('npm', ['ci'], { cwd: docs, stdio: 'inherit', shell: process.platform === 'win32' });
    if (installed.status !== 0) return installed.status ?? 1;
  }
  rmSync(join(docs, 'api'), { recursive: true, force: true });
  const described = await node([bin('typedoc', 'bin/typedoc'), '--options', join(docs, 'typedoc.json')]);
  if (described !== 0) return described;
  const written = await node([bin('vitepress', 'bin/vitepress.js'), 'build', docs]);
  if (written !== 0) return written;
  await buildPlayground(join(site, 'playground'));
  const stray = strayLinks(site, process.env['DOCS_BASE'] ?? '/');
  for (const { page, link } of stray) console.error(`${page} links to ${link}, which is nowhere.`);
  if (stray.length > 0) return 1;
  console.log(`The site is in ${site}: static files, to be served from any folder of any server's root.`);
  return 0;
}

function bin(name, path) {
  return join(docs, 'node_modules', name, path);
}

function isInstalled() {
  const installed = join(docs, 'node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs > statSync(join(docs, 'package-lock.json')).mtimeMs;
}
