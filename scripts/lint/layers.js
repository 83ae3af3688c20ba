// Which package may import which: the table behind the lint rule `advtrain/imports`, and behind docs/architecture.md.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const low = ['engine', 'core'];
const middle = [...low, 'statistics', 'attacks', 'models', 'datasets'];
const everything = 'everything';

/**
 * What the sources of the house's own packages may import of the others. Siblings never appear in one another's rows.
 * A package that is not here is a method's: it needs no line anywhere but in its own folder.
 */
const HOUSE = {
  engine: [],
  core: ['engine'],
  statistics: [],
  attacks: low,
  models: low,
  layers: low,
  datasets: low,
  distributed: low,
  evaluate: middle,
  onnx: [...low, 'models'],
  compare: [...middle, 'evaluate'],
  advtrain: everything,
  testing: [...low, 'attacks', 'models'],
  golden: everything,
};
const METHOD = [...low, 'attacks'];

/** The folders of all packages there are. */
export function packages() {
  return readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'package.json')));
}

/** The packages that are a method each: all that are not the house's own. */
export function methods() {
  return packages().filter((name) => !(name in HOUSE));
}

/** Whether the sources of one package may import another. Nobody imports what is above everything. */
function mayImport(name, other) {
  const allowed = HOUSE[name] ?? METHOD;
  if (allowed !== everything) return allowed.includes(other);
  return other !== 'testing' && other !== 'golden' && other !== 'advtrain';
}

/** Sources that run on Node only. Everything else is pure: it also runs in a browser. */
const NODE_ONLY = [
  /\.node\.ts$/,
  /^packages\/engine\/src\/(fetch|install|backends|doctor)\//,
  /^packages\/(compare|distributed|advtrain|testing|golden)\/src\//,
];

/** Subpath exports that exist on Node only. */
const NODE_ONLY_EXPORTS = /^@advtrain\/engine\/fetch$/;

/** Whose users have the whole of TensorFlow.js, as its tests then do. */
const WHOLE_TENSORFLOW = /^packages\/layers\/test\//;

/**
 * What goes into the bundle of a package: others that are several hundred files with what they depend on. They are development
 * dependencies, so that who installs the package does not install them.
 */
const BUNDLED = { compare: ['typebox', '@observablehq/plot', 'linkedom'] };

/** Where a file stands: its package, whether it is source (not test), and whether it must run in a browser. */
export function place(file) {
  const [, name, part] = /^packages\/([^/]+)\/([^/]+)/.exec(file) ?? [];
  if (name === undefined) return undefined;
  const source = part === 'src';
  return { name, source, pure: source && !NODE_ONLY.some((pattern) => pattern.test(file)) };
}

/**
 * Why a file must not import a module, or undefined if it may.
 *
 * @param {string} file the path from the repository's root, with slashes
 * @param {string} specifier what the import names
 * @param {readonly string[]} dependencies what the file's package.json lists as needed at run time
 */
export function violation(file, specifier, dependencies) {
  if (specifier === '@tensorflow/tfjs' && !WHOLE_TENSORFLOW.test(file))
    return 'Import @tensorflow/tfjs-core: @tensorflow/tfjs brings every backend.';
  if (/^(@advtrain\/[^/]+|advtrain)\/(src|dist)(\/|$)/.test(specifier))
    return `${specifier} reaches into a package; import its name.`;
  const where = place(file);
  if (!where?.source) return undefined;
  if (specifier.startsWith('.')) return leaves(file, specifier);
  const other = packageNamed(specifier);
  if (other !== undefined && other !== where.name && !mayImport(where.name, other)) {
    const allowed = packages().filter((each) => each !== where.name && mayImport(where.name, each));
    return `${where.name} must not import ${specifier}: it may import ${allowed.join(', ') || 'no other package'}.`;
  }
  if (where.pure && (specifier.startsWith('node:') || NODE_ONLY_EXPORTS.test(specifier)))
    return `${specifier} exists on Node only, but this file also runs in browsers: move the code to a *.node.ts file.`;
  return undeclared(where.name, specifier, dependencies);
}

/** The folder of the package here that a module is of; the command's is the only one without a scope. */
function packageNamed(specifier) {
  return /^(?:@advtrain\/([^/]+)|(advtrain)(?:\/|$))/.exec(specifier)?.slice(1).find(Boolean);
}

function leaves(file, specifier) {
  const target = new URL(specifier, `file:///${file}`).pathname;
  const inside = `/${file.split('/').slice(0, 3).join('/')}/`;
  return target.startsWith(inside) ? undefined : `${specifier} leaves the package's sources; import packages by name.`;
}

function undeclared(name, specifier, dependencies) {
  if (specifier.startsWith('node:') || specifier.startsWith('#')) return undefined;
  const module = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (packageNamed(module) === name || dependencies.includes(module)) return undefined;
  if (BUNDLED[name]?.includes(module)) return undefined;
  return `${module} is not a dependency in packages/${name}/package.json: add it there, or do without.`;
}

const manifests = new Map();

/** What a package's package.json lists as needed at run time. */
export function dependenciesOf(name) {
  if (!manifests.has(name)) {
    const path = join(root, 'packages', name, 'package.json');
    const manifest = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
    const { dependencies, peerDependencies, optionalDependencies } = manifest;
    manifests.set(name, Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }));
  }
  return manifests.get(name);
}
