import { access, constants, mkdir, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { reasonOf, removeLeftovers } from '@advtrain/core';
import { tryLock } from '@advtrain/engine/fetch';
import type { Owner } from '@advtrain/engine/fetch';
import { UsageError } from '../usage-error.ts';

/** A folder that this process alone writes its results to. */
export interface Claim {
  readonly folder: string;
  /** Lets others have it. The folder is gone again where it was made for the claim, and nothing is in it. */
  release(): Promise<void>;
}

/** Where in a folder its runs write. */
const rooms = ['.', 'runs', 'training', 'training/runs'];

/**
 * Claims a folder, made if need be, and deletes what processes that died have left half written there. Throws a
 * {@link UsageError} where another process is at work in it, or it cannot be written to: before any work is done for it.
 *
 * @param folder that of the results.
 */
export async function claimFolder(folder: string): Promise<Claim> {
  checkNamed(folder);
  const { made, lock } = await taken(folder);
  if (!('release' in lock)) {
    throw new UsageError(
      `${nameOf(lock)} is at work in ${folder}; wait until that has ended, or choose another folder with --out.`,
    );
  }
  for (const room of rooms) await removeLeftovers(join(folder, room));
  return {
    folder,
    async release() {
      await lock.release();
      if (made !== undefined) await removeEmpty(resolve(folder), resolve(made));
    },
  };
}

function nameOf(owner: Owner): string {
  if ('unreadable' in owner) return 'Another user';
  return owner.host === hostname() ? `Process ${owner.pid}` : `Process ${owner.pid} on ${owner.host}`;
}

/**
 * Refuses a folder that {@link claimFolder} could not make or write to, in the same sentence, and makes nothing.
 *
 * @param folder that of the results.
 */
export async function checkClaimable(folder: string): Promise<void> {
  checkNamed(folder);
  try {
    await checkWritable(resolve(folder));
  } catch (error) {
    throw notWritten(folder, error);
  }
}

function checkNamed(folder: string): void {
  if (folder.trim() === '') throw new UsageError('The folder of results has no name; name one with --out.');
}

/** Throws as making the folder, or writing to it, would. */
async function checkWritable(path: string, made = path): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  });
  if (!found) return checkWritable(dirname(path), made);
  if (!found.isDirectory()) throw Object.assign(new Error(), { code: path === made ? 'EEXIST' : 'ENOTDIR' });
  await access(path, constants.W_OK);
}

function notWritten(folder: string, error: unknown): UsageError {
  return new UsageError(`Cannot write to the folder ${folder} (${reasonOf(error)}); choose another with --out.`, {
    cause: error,
  });
}

async function taken(folder: string) {
  try {
    const made = await mkdir(folder, { recursive: true });
    return { made, lock: await tryLock(join(folder, 'advtrain.lock'), folder) };
  } catch (error) {
    throw notWritten(folder, error);
  }
}

/** Removes a folder and those above it, up to the topmost, while they are empty. */
async function removeEmpty(folder: string, topmost: string): Promise<void> {
  try {
    for (let each = folder; ; each = dirname(each)) {
      await rmdir(each);
      if (each === topmost) return;
    }
  } catch {
    // Something is in it, and stays.
  }
}
