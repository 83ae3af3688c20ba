import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reporter } from './reporter.ts';

/** How often an owner shows that it lives, and how long its silence may last, in milliseconds. */
const heartbeat = 2_000;
const patience = 60_000;

/**
 * Runs `work` while no other process runs work under the same lock file. Waits for an owner that lives, saying so;
 * takes over from one that died (its process is gone, or it showed no sign of life for a minute).
 */
export async function withLock<Result>(
  path: string,
  options: { what: string; reporter: Reporter; signal?: AbortSignal | undefined },
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  const own = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  let said = false;
  while (!(await claim(path, own))) {
    options.signal?.throwIfAborted();
    const owner = await readOwner(path);
    if (owner === undefined) continue;
    if ('unreadable' in owner) {
      if (owner.silent) throw new Error(unreadable(path, owner.unreadable, options.what));
    } else if (owner.dead) {
      await takeAway(path, owner.text);
      continue;
    }
    const who = 'unreadable' in owner ? 'Another user' : `Process ${String(owner.pid)}`;
    if (!said) options.reporter.note(`${who} is at work on ${options.what}; waiting until that is done.`);
    said = true;
    await sleep(200, undefined, options.signal ? { signal: options.signal } : {});
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, heartbeat);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readFile(path, 'utf8').catch(() => '')) === own) await rm(path, { force: true });
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
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whose a lock is. */
type Owner =
  | { readonly text: string; readonly pid: number; readonly dead: boolean }
  /** It cannot be read, for this reason; `silent` where its owner, if it has one, has shown no sign of life. */
  | { readonly unreadable: string; readonly silent: boolean };

/** Whose a lock is; undefined where it is gone. */
async function readOwner(path: string): Promise<Owner | undefined> {
  const found = await stat(path).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (found instanceof Error) return found.code === 'ENOENT' ? undefined : unread(found, true);
  const silent = Date.now() - found.mtimeMs > patience;
  if (!found.isFile()) return { unreadable: 'it is no file', silent: true };
  try {
    const text = await readFile(path, 'utf8');
    const owner = parseOwner(text);
    if (!owner) return { text, pid: 0, dead: silent };
    return { text, pid: owner.pid, dead: silent || (owner.host === hostname() && !lives(owner.pid)) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : unread(error as NodeJS.ErrnoException, silent);
  }
}

function unread({ code, message }: NodeJS.ErrnoException, silent: boolean): Owner {
  return { unreadable: code ?? message, silent };
}

function unreadable(path: string, why: string, what: string): string {
  return `The lock ${path} cannot be read (${why}): delete it, unless somebody else is at work on ${what}.`;
}

function parseOwner(text: string): { pid: number; host: string } | undefined {
  try {
    const value = JSON.parse(text) as { pid?: unknown; host?: unknown };
    return typeof value.pid === 'number' && typeof value.host === 'string'
      ? { pid: value.pid, host: value.host }
      : undefined;
  } catch {
    return undefined;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
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
