// Which package may import which: the table behind the lint rule `advtrain/imports`, and behind docs/architecture.md.

/** The packages of layer 3, a method each. */
export const METHODS = ['freelb', 'pgd', 'freeat', 'yopo', 'fgm', 'r3f', 'smart', 'tavat', 'trades', 'vat'];

const below = ['attacks', 'core', 'engine'];
const everything = [...METHODS, 'attacks', 'models', 'datasets', 'core', 'engine'];

/** What the sources of each package may import of the others. Siblings never appear in one another's rows. */
export const LAYERS = {
  engine: [],
  core: ['engine'],
  attacks: ['core', 'engine'],
  models: ['core', 'engine'],
  datasets: ['core', 'engine'],
  ...Object.fromEntries(METHODS.map((method) => [method, below])),
  evaluate: ['attacks', 'datasets', 'core', 'engine'],
  compare: [...everything, 'evaluate'],
  advtrain: [...everything, 'evaluate', 'compare'],
  testing: everything,
};

/** Sources that run on Node only. Everything else is pure: it also runs in a browser. */
const NODE_ONLY = [
  /\.node\.ts$/,
  /^packages\/engine\/src\/(fetch|install|backends|doctor)\//,
  /^packages\/(compare|advtrain|testing)\/src\//,
];

/** Subpath exports that exist on Node only. */
const NODE_ONLY_EXPORTS = /^@advtrain\/engine\/fetch$/;

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
  if (specifier === '@tensorflow/tfjs') return 'Import @tensorflow/tfjs-core: @tensorflow/tfjs brings every backend.';
  if (/^(@advtrain\/[^/]+|advtrain)\/(src|dist)(\/|$)/.test(specifier))
    return `${specifier} reaches into a package; import its name.`;
  const where = place(file);
  if (!where?.source) return undefined;
  if (specifier.startsWith('.')) return leaves(file, specifier);
  const other = packageNamed(specifier);
  if (other !== undefined && other !== where.name && !LAYERS[where.name]?.includes(other)) {
    const allowed = LAYERS[where.name]?.join(', ') || 'no other package';
    return `${where.name} must not import ${specifier}: it may import ${allowed}.`;
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
  const root = `/${file.split('/').slice(0, 3).join('/')}/`;
  return target.startsWith(root) ? undefined : `${specifier} leaves the package's sources; import packages by name.`;
}

function undeclared(name, specifier, dependencies) {
  if (specifier.startsWith('node:') || specifier.startsWith('#')) return undefined;
  const module = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (packageNamed(module) === name || dependencies.includes(module)) return undefined;
  return `${module} is not a dependency in packages/${name}/package.json: add it there, or do without.`;
}
