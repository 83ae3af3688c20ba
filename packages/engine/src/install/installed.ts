import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../fetch/index.ts';
import { instructionSets } from './platform.ts';

/** TensorFlow's version, which the wheels are pinned to. */
export const tensorflowVersion = '2.21.0';

/** For which hardware an engine was installed. */
export type Variant = 'cpu' | 'gpu';

/** Native TensorFlow in the cache, ready to be loaded. */
export interface InstalledEngine {
  readonly version: string;
  readonly variant: Variant;
  readonly folder: string;
  /** The path of the addon in the folder. */
  readonly addon: string;
  /** The path of the addon that keeps stderr quiet while that one is loaded. */
  readonly quiet: string;
}

/** The folder of the addon's sources. */
export const nativeSources = fileURLToPath(new URL('../../native/', import.meta.url));

/** The names of the shared libraries on this system. */
export function libraryNames(): readonly [cc: string, framework: string] {
  return process.platform === 'darwin'
    ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
    : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
}

/** The folder of the cache that engines are in. */
export function enginesFolder(): string {
  return join(cacheDir(), 'tensorflow');
}

/** What the name of every engine of this version, variant and platform starts with; the addon's checksum follows. */
export function enginePrefix(variant: Variant): string {
  return `${tensorflowVersion}-${variant}-${process.platform}-${process.arch}-`;
}

/** The folder that an engine with the addon of today is in, or would be. */
export function engineFolder(variant: Variant): string {
  return join(enginesFolder(), enginePrefix(variant) + addonChecksum());
}

/**
 * The installed engine: of one variant, or, if none is given, the GPU's before the CPU's.
 *
 * @param variant the CPU's or the GPU's.
 */
export function findInstalled(variant?: Variant): InstalledEngine | undefined {
  for (const each of variant ? [variant] : (['gpu', 'cpu'] as const)) {
    const folder = engineFolder(each);
    const addon = join(folder, 'advtrain.node');
    if (existsSync(addon))
      return { version: tensorflowVersion, variant: each, folder, addon, quiet: join(folder, 'quiet.node') };
  }
  return undefined;
}

/**
 * How the addon is compiled, for the processor that it is compiled on. Its loops are marked for vector instructions by OpenMP's
 * pragmas alone.
 */
export const addonOptions: readonly string[] = [
  '-O3',
  process.arch === 'arm64' ? '-mcpu=native' : '-march=native',
  '-fopenmp-simd',
  '-fno-math-errno',
  '-fno-trapping-math',
  '-ffp-contract=fast',
];

/**
 * A checksum of the addon's sources, of how it is compiled and of what this processor can do: of all that makes it be compiled
 * again, as where several machines share a cache.
 */
function addonChecksum(): string {
  const hash = createHash('sha256').update([...addonOptions, ...instructionSets()].join(' '));
  for (const file of readdirSync(nativeSources, { encoding: 'utf8', recursive: true }).sort()) {
    if (/\.(cc|h)$/.test(file)) hash.update(file).update(readFileSync(join(nativeSources, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
