// `npm run new-method NAME`: makes packages/NAME out of scripts/new-method/template, a small true method whose tests pass at
// once, lets the command's package depend on it, and links it. CONTRIBUTING.md says what comes next.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '..');
const template = join(import.meta.dirname, 'new-method', 'template');
const files = readdirSync(template, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(template.length + 1));

const [name, ...more] = process.argv.slice(2);
const wrong = more.length > 0 ? `There is one name, but also "${more.join(' ')}".` : wrongWith(name);
if (wrong === undefined) process.exitCode = await make(name);
else {
  console.error(wrong);
  process.exitCode = 2;
}

/** Why a method cannot be called that, or undefined. */
function wrongWith(name) {
  if (name === undefined) return 'The method needs a name: npm run new-method r-drop.';
  if (!/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(name))
    return `The name is "${name}", but must be small letters and digits, in words joined by "-": r-drop.`;
  if (existsSync(join(root, 'packages', name))) return `packages/${name} is there already: choose another name.`;
  const factory = camel(name);
  try {
    new Script(`'use strict'; { const ${factory} = 0; }`);
  } catch {
    return `The factory would be called ${factory}, which is a word of the language: choose another name.`;
  }
  const taken = new RegExp(`\\b(${factory}|${name})\\b`);
  const place = files.find((file) => taken.test(readFileSync(join(template, file), 'utf8')));
  return place && `${factory} means something else in ${place} already: choose another name.`;
}

async function make(name) {
  const { version } = read('packages/core/package.json');
  for (const file of files) {
    const text = readFileSync(join(template, file), 'utf8')
      .replaceAll('new-method', name)
      .replaceAll('newMethod', camel(name))
      .replaceAll('NewMethod', pascal(name))
      .replaceAll('VERSION', version);
    await write(`packages/${name}/${file.replaceAll('new-method', name)}`, text);
  }
  for (const file of ['LICENSE', 'NOTICE']) copyFileSync(join(root, file), join(root, 'packages', name, file));
  await edit('packages/advtrain/package.json', (manifest) => {
    const dependencies = { ...manifest.dependencies, [`@advtrain/${name}`]: version };
    manifest.dependencies = Object.fromEntries(Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  await edit('packages/advtrain/tsconfig.json', ({ references }) => {
    references.push({ path: `../${name}` });
    references.sort((a, b) => (a.path < b.path ? -1 : 1));
  });
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', ['install', ...flags], {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    console.error(`packages/${name} is made, but npm install, which links it, failed: see above.`);
    return 1;
  }
  console.log(`packages/${name} is made: npx nx test @advtrain/${name} runs its tests.
One line elsewhere lets the command have it, in the list of packages/advtrain/src/methods.ts: ${camel(name)}Entry`);
  return 0;
}

function read(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

async function edit(file, change) {
  const value = read(file);
  change(value);
  await write(file, JSON.stringify(value, null, 2));
}

/** Writes a file as Prettier has it: where a line breaks depends on how long a name is. */
async function write(file, text) {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  const style = await resolveConfig(path);
  writeFileSync(path, await format(text, { ...style, filepath: path }));
}

function pascal(name) {
  return name
    .split('-')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');
}

function camel(name) {
  const whole = pascal(name);
  return whole[0].toLowerCase() + whole.slice(1);
}
