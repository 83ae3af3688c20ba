import * as tf from '@tensorflow/tfjs-core';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nativeBinding } from './native.ts';
import type { Loaded, Refused } from './outcome.ts';

/** Loads the tfjs-node or tfjs-node-gpu that the user has installed beside the program or beside this package. */
export function loadStock(name: 'tfjs-node' | 'tfjs-node-gpu'): Loaded | Refused {
  const packageName = `@tensorflow/${name}`;
  const found = locate(packageName);
  if (!found) return { reason: `${packageName} is not installed`, remedy: `run \`npm install ${packageName}\`` };
  const rebuild = `run \`npm rebuild ${packageName} --build-addon-from-source\``;
  const addon = addonOf(found.folder);
  if (!addon) return { reason: `${packageName} has no addon, because its install script did not run`, remedy: rebuild };
  if (nativeBinding()) {
    return { reason: 'the native engine runs in this process already', remedy: 'start another process for it' };
  }
  try {
    // The addon alone first: the package registers its kernels before it finds out that the addon does not load.
    found.require(addon);
    restoreRemovedFunctions();
    const { version } = found.require(packageName) as { version: Readonly<Record<string, string>> };
    const backend = tf.findBackend('tensorflow') as { isUsingGpuDevice?: boolean } | null;
    if (!backend)
      return { reason: `${packageName} uses another copy of TensorFlow.js`, remedy: 'use version 4.22.0 of it' };
    const number = version['tfjs-node'] ?? version['tfjs'] ?? 'of unknown version';
    const device = backend.isUsingGpuDevice ? 'gpu' : 'cpu';
    return {
      registered: 'tensorflow',
      version: number,
      what: `${packageName} ${number} on the ${device.toUpperCase()}`,
      device,
    };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { reason: `${packageName} does not load (${why})`, remedy: rebuild };
  }
}

/** The folder of the tfjs-node or tfjs-node-gpu that the user has installed, whether it loads or not; undefined without one. */
export function stockFolder(name: 'tfjs-node' | 'tfjs-node-gpu'): string | undefined {
  return locate(`@tensorflow/${name}`)?.folder;
}

function locate(packageName: string): { folder: string; require: NodeJS.Require } | undefined {
  const places = [pathToFileURL(join(process.cwd(), 'package.json')).href, import.meta.url];
  for (const place of places) {
    const require = createRequire(place);
    try {
      return { folder: dirname(require.resolve(`${packageName}/package.json`)), require };
    } catch {
      // Not installed here; the next place may have it.
    }
  }
  return undefined;
}

function addonOf(folder: string): string | undefined {
  const lib = join(folder, 'lib');
  const builds = existsSync(lib) ? readdirSync(lib) : [];
  return builds.map((build) => join(lib, build, 'tfjs_binding.node')).find((file) => existsSync(file));
}

/** Node 23 removed functions of `util` that tfjs-node calls. */
function restoreRemovedFunctions(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util['isArray'] ??= (value: unknown) => Array.isArray(value);
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
}
