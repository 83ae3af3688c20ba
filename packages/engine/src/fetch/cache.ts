import { mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * The folder that downloads and the native engine are kept in: `ADVTRAIN_CACHE`, else `XDG_CACHE_HOME/advtrain`, else
 * `~/.cache/advtrain` (`~/Library/Caches/advtrain` on macOS). It need not exist yet.
 */
export function cacheDir(): string {
  const { ADVTRAIN_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  if (own) return own;
  if (shared) return join(shared, 'advtrain');
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'advtrain')
    : join(homedir(), '.cache', 'advtrain');
}

/**
 * The size of a file in bytes, or undefined where there is none.
 *
 * @param path the file's.
 */
export async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}

/**
 * Throws a sentence where the disk that `folder` (made if need be) lies on has fewer than `bytes` bytes left.
 *
 * @param folder where something is going to be written.
 * @param bytes how many are needed.
 * @param what what they are needed for, for the sentence.
 */
export async function needSpace(folder: string, bytes: number, what: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Error(
      `The cache folder ${folder} cannot be made (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}): set ADVTRAIN_CACHE to a folder that you may write to.`,
      { cause: error },
    );
  }
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (free >= bytes) return;
  throw new Error(
    `${what} needs ${formatBytes(bytes)} in ${folder}, but only ${formatBytes(free)} are free: make room, or set ADVTRAIN_CACHE to a folder on a larger disk.`,
  );
}

/** Does work that writes to the cache. Throws a sentence where its disk is full by then. */
export async function inCache<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw isFull(error) ? fullDisk(cacheDir(), error) : error;
  }
}

/** Whether the system said so of a disk, or of what one user may have of it. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** A sentence for a file or folder that a disk has no room for. */
export function fullDisk(path: string, cause: unknown): Error {
  const remedy = 'make room, or set ADVTRAIN_CACHE to a folder on a larger disk';
  return new Error(`The disk is full: ${path} could not be written; ${remedy}.`, { cause });
}

/**
 * Moves a file or folder into its place in one step. Another process's equal result that is already there stays.
 *
 * @param temporary what is moved, on the same disk.
 * @param place where it is to stand.
 */
export async function moveInto(temporary: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  try {
    await rename(temporary, place);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * A number of bytes for people: `274 MB`, `1.2 GB` (decimal, as package indexes count).
 *
 * @param bytes from 0 on.
 */
export function formatBytes(bytes: number): string {
  if (bytes < 1e3) return `${String(Math.round(bytes))} bytes`;
  if (bytes < 1e6) return `${String(Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${String(Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
