import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from '@advtrain/compare';
import { defineMethod } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { methods } from '../methods.ts';
import { shareImports } from './import-hook.ts';
import { moduleHash } from './module-hash.ts';

/**
 * The methods that modules export, by default or by name: `modules` are paths, or names of installed packages. An entry's
 * version gets a hash of its module, of the files that it imports and of the versions of packages, so that runs of another
 * state of them are run again. What cannot be loaded, exports no method, or one whose name is taken, is a {@link UsageError}.
 *
 * @param modules one that is named twice is loaded once.
 * @param known the methods that there are. Default: the command's own.
 */
export async function loadPlugins(
  modules: readonly string[],
  known: readonly MethodEntry[] = methods,
): Promise<readonly MethodEntry[]> {
  const found: MethodEntry[] = [];
  if (modules.length > 0) shareImports();
  for (const module of [...new Set(modules)]) {
    for (const entry of await entriesOf(module)) {
      if ([...known, ...found].some(({ name }) => name === entry.name)) {
        throw new UsageError(
          `${module} has a method "${entry.name}", but there is one of that name; give it another name.`,
        );
      }
      found.push(entry);
    }
  }
  return found;
}

async function entriesOf(module: string): Promise<readonly MethodEntry[]> {
  const url = urlOf(module);
  let exported: Readonly<Record<string, unknown>>;
  let hash: string;
  try {
    exported = (await import(url)) as Readonly<Record<string, unknown>>;
    hash = moduleHash(fileURLToPath(url));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The plugin ${module} cannot be loaded (${reason}).`, { cause: error });
  }
  const entries = [...new Set(Object.values(exported))].filter(claimsToBeEntry);
  if (entries.length === 0) {
    throw new UsageError(
      `${module} exports no method: export an entry, which defineMethod() of @advtrain/core makes, by default or by name.`,
    );
  }
  return entries.map((entry) => {
    const { version } = checkedEntry(entry, module);
    return { ...entry, version: version === undefined ? hash : `${version} ${hash}` };
  });
}

/** Where a module is: a file, or what the working directory or this package finds a package's name to mean. */
function urlOf(module: string): string {
  const path = resolve(module);
  if (existsSync(path)) return pathToFileURL(path).href;
  if (isAbsolute(module) || module.startsWith('.')) {
    throw new UsageError(`The plugin is ${module}, but there is no such file.`);
  }
  try {
    return pathToFileURL(createRequire(join(process.cwd(), 'here.js')).resolve(module)).href;
  } catch {
    try {
      return import.meta.resolve(module);
    } catch {
      throw new UsageError(`The plugin is ${module}, but there is neither such a file nor such an installed package.`);
    }
  }
}

/** Whether a value looks like an entry: modules export factories and other things too. */
function claimsToBeEntry(value: unknown): value is MethodEntry {
  return typeof value === 'object' && value !== null && 'name' in value && 'plugins' in value;
}

/** What an entry must have, and as what. */
const parts = {
  name: 'string',
  title: 'string',
  package: 'string',
  about: 'string',
  options: 'object',
  cost: 'string',
  units: 'function',
  plugins: 'function',
} as const;

function checkedEntry(entry: MethodEntry, module: string): MethodEntry {
  const name = JSON.stringify(entry.name);
  for (const [part, type] of Object.entries(parts)) {
    const value = entry[part as keyof typeof parts] as unknown;
    if (typeof value === type && value !== null) continue;
    const is = value === undefined ? 'missing' : `${JSON.stringify(value)}, but must be a ${type}`;
    throw new UsageError(`${module}: ${part} of the method ${name} is ${is}; make it with defineMethod().`);
  }
  try {
    return defineMethod(entry);
  } catch (error) {
    throw new UsageError(`${module}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
