import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isOwn } from './import-hook.ts';

/** What a module imports: in comments and strings too, where it does no harm to know more than is used. */
const imported = /\b(?:from|import|require)\s*\(?\s*(['"`])([^'"`\n]+)\1/g;
const packages = `${sep}node_modules${sep}`;

/**
 * A hash of a module and of the files that it imports, and those import; of packages that they import, and of one that it is
 * in, the version. The same wherever the files lie.
 *
 * @param entry the module's file.
 */
export function moduleHash(entry: string): string {
  const files = new Set([entry]);
  const versions = new Set<string>();
  const note = (folder: string | undefined) => {
    if (folder !== undefined) versions.add(versionIn(folder));
  };
  const hash = createHash('sha256');
  note(packageOf(entry));
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(createHash('sha256').update(bytes).digest());
    for (const [, , name = ''] of bytes.toString('utf8').matchAll(imported)) {
      if (!/^(?:[./#]|file:)/.test(name)) note(isOwn(name) ? undefined : packageNamed(name, file));
      else {
        const path = fileNamed(name, file);
        if (path !== undefined) files.add(path);
      }
    }
  }
  return hash.update([...versions].join('\n')).digest('hex');
}

/** The file that an import means; `undefined` where it means none, as one in a comment may. */
function fileNamed(name: string, importer: string): string | undefined {
  try {
    const path = name.startsWith('#') ? undefined : fileURLToPath(new URL(name, pathToFileURL(importer)));
    if (path !== undefined && existsSync(path) && statSync(path).isFile()) return path;
    const found = createRequire(importer).resolve(name);
    return isAbsolute(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The folder of the package that an import means; `undefined` where there is none, as of Node's own modules. */
function packageNamed(name: string, importer: string): string | undefined {
  const [start = '', end = ''] = name.split('/');
  const folder = start.startsWith('@') ? join(start, end) : start;
  for (let at = dirname(importer); ; at = dirname(at)) {
    const found = join(at, 'node_modules', folder);
    if (existsSync(join(found, 'package.json'))) return found;
    if (at === dirname(at)) return undefined;
  }
}

/** The folder of the installed package that a file is in. */
function packageOf(file: string): string | undefined {
  const place = file.lastIndexOf(packages);
  return place < 0 ? undefined : packageNamed(file.slice(place + packages.length).replaceAll(sep, '/'), file);
}

function versionIn(folder: string): string {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const { name, version } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return `${String(name)} ${String(version)}`;
}
