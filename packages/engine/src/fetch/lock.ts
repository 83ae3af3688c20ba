import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reporter } from './reporter.ts';

/** How often an owner shows that it lives, and how long its silence may last, in milliseconds. */
const heartbeat = 2_000;
const patience = 60_000;

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
    await takeAway(path, found.text);
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
 * Runs `work` while no other process runs work under the same lock file. Waits for an owner that lives, saying so;
 * takes over from one that died, as {@link tryLock} does.
 */
export async function withLock<Result>(
  path: string,
  options: { what: string; reporter: Reporter; signal?: AbortSignal | undefined },
  work: () => Promise<Result>,
): Promise<Result> {
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
  await writeFile(draft, own);
  try {
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

/** What is found of an owner: whether it is dead, or where it cannot be read, whether it has shown no sign of life. */
type Found =
  | { readonly text: string; readonly pid: number; readonly host: string; readonly dead: boolean }
  | { readonly unreadable: string; readonly silent: boolean };

/** Whose a lock is; undefined where it is gone. */
async function readOwner(path: string): Promise<Found | undefined> {
  const found = await stat(path).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (found instanceof Error) return found.code === 'ENOENT' ? undefined : unread(found, true);
  const silent = Date.now() - found.mtimeMs > patience;
  if (!found.isFile()) return { unreadable: 'it is no file', silent: true };
  try {
    const text = await readFile(path, 'utf8');
    const owner = parseOwner(text);
    if (!owner) return { text, pid: 0, host: hostname(), dead: silent };
    // A process that computes or is suspended shows nothing, and lives.
    return { ...owner, text, dead: owner.host === hostname() ? !lives(owner.pid, owner.born) : silent };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : unread(error as NodeJS.ErrnoException, silent);
  }
}

function unread({ code, message }: NodeJS.ErrnoException, silent: boolean): Found {
  return { unreadable: code ?? message, silent };
}

function unreadable(path: string, why: string, what: string): string {
  return `The lock ${path} cannot be read (${why}): delete it, unless somebody else is at work on ${what}.`;
}

function parseOwner(text: string): { pid: number; host: string; born?: string } | undefined {
  try {
    const { pid, host, born } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return typeof born === 'string' ? { pid, host, born } : { pid, host };
  } catch {
    return undefined;
  }
}

/** Whether a process of this machine lives; where `born` is given, whether it is still the one that was born then. */
export function lives(pid: number, born?: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // A number is given to another process later, in a container to the next one at once.
  return born === undefined || (bornAt(pid) ?? born) === born;
}

/** When a process began, in ticks since the machine did; undefined where the system does not say. */
export function bornAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before may have anything in it, but ends at the last parenthesis.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Removes the lock whose text was judged dead; a lock that a third process made in between is put back. */
async function takeAway(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8').catch(() => text)) !== text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
