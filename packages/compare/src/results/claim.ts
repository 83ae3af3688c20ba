import { mkdir, rmdir } from 'node:fs/promises';
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
  if (folder.trim() === '') throw new UsageError('The folder of results has no name; name one with --out.');
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

async function taken(folder: string) {
  try {
    const made = await mkdir(folder, { recursive: true });
    return { made, lock: await tryLock(join(folder, 'advtrain.lock'), folder) };
  } catch (error) {
    throw new UsageError(`Cannot write to the folder ${folder} (${reasonOf(error)}); choose another with --out.`, {
      cause: error,
    });
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
