import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inCache } from '../cache.ts';
import type { Reporter } from '../reporter.ts';
import { readOwner } from './owner.ts';
import { bornAt } from './process.ts';

/** How often an owner shows that it lives, in milliseconds. */
const heartbeat = 2_000;

/** A lock that is held. */
export interface Lock {
  /** Lets go of it. */
  release(): Promise<void>;
}

/** Whose a lock is. */
export type Owner =
  /** A process, and the name of its machine. */
  | { readonly pid: number; readonly host: string }
  /** It cannot be read, for this reason: another user's. */
  | { readonly unreadable: string };

/**
 * Takes the lock file at `path`, or gives the owner that has it. A lock is taken over from an owner that died: its process is
 * gone, or where it is another machine's, it showed no sign of life for a minute. Throws a sentence, which says of `what` it is,
 * where it cannot be read and shows none either.
 *
 * @param path where the lock file stands, or is to stand.
 * @param what what is locked, for the sentence.
 */
export async function tryLock(path: string, what: string): Promise<Lock | Owner> {
  const born = bornAt(process.pid);
  const own = JSON.stringify({ pid: process.pid, host: hostname(), ...(born && { born }), token: randomUUID() });
  while (!(await claim(path, own))) {
    const found = await readOwner(path);
    if (found === undefined) continue;
    if ('unreadable' in found) {
      if (found.silent) throw new Error(unreadable(path, found.unreadable, what));
      return found;
    }
    if (!found.dead) return found;
    const taker = await takeAway(path, found.text, what);
    if (taker) return taker;
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, heartbeat);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      if ((await readFile(path, 'utf8').catch(() => '')) === own) await rm(path, { force: true });
    },
  };
}

/**
 * Runs `work`, which writes to the cache, while no other process runs work under the same lock file. Waits for an owner that lives,
 * saying so; takes over from one that died, as {@link tryLock} does. Throws a sentence where the disk is full by then.
 *
 * @param path where the lock file stands while work is done.
 * @param options what is locked, and who is told of waiting.
 * @param work not begun before the lock is had.
 */
export function withLock<Result>(path: string, options: Locking, work: () => Promise<Result>): Promise<Result> {
  return inCache(() => locked(path, options, work));
}

/** Of what a lock is, and who is told that it is waited for. */
interface Locking {
  readonly what: string;
  readonly reporter: Reporter;
  readonly signal?: AbortSignal | undefined;
}

async function locked<Result>(path: string, options: Locking, work: () => Promise<Result>): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  let said = false;
  let taken = await tryLock(path, options.what);
  while (!('release' in taken)) {
    options.signal?.throwIfAborted();
    const who = 'unreadable' in taken ? 'Another user' : `Process ${String(taken.pid)}`;
    if (!said) options.reporter.note(`${who} is at work on ${options.what}; waiting until that is done.`);
    said = true;
    await sleep(200, undefined, options.signal ? { signal: options.signal } : {});
    taken = await tryLock(path, options.what);
  }
  try {
    return await work();
  } finally {
    await taken.release();
  }
}

async function claim(path: string, own: string): Promise<boolean> {
  // Written whole before it gets its name, so that nobody reads half a lock.
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, own);
    await link(draft, path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Disks of cameras and cards have no links.
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) return await claimWithoutLinks(path, own);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function claimWithoutLinks(path: string, own: string): Promise<boolean> {
  try {
    await writeFile(path, own, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function unreadable(path: string, why: string, what: string): string {
  return `The lock ${path} cannot be read (${why}): delete it, unless somebody else is at work on ${what}.`;
}

/**
 * Removes the lock whose text was judged dead, or gives the owner that is about to. Texts never come twice, and only who holds the
 * lock of a text's name removes it: so what is there after a second look cannot be another's lock by the time that it is removed.
 */
async function takeAway(path: string, text: string, what: string): Promise<Owner | undefined> {
  const name = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const taken = await tryLock(`${path}.${name}`, what);
  if (!('release' in taken)) return taken;
  try {
    if ((await readFile(path, 'utf8').catch(() => '')) === text) await rm(path, { force: true });
  } finally {
    await taken.release();
  }
  return undefined;
}
