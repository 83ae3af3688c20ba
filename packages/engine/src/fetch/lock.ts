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
    if (owner.dead) {
      await takeAway(path, owner.text);
      continue;
    }
    if (!said) options.reporter.note(`Process ${String(owner.pid)} is at work on ${options.what}; waiting for it.`);
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

async function readOwner(path: string): Promise<{ text: string; pid: number; dead: boolean } | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const silent = Date.now() - mtimeMs > patience;
    const owner = parseOwner(text);
    if (!owner) return { text, pid: 0, dead: silent };
    return { text, pid: owner.pid, dead: silent || (owner.host === hostname() && !lives(owner.pid)) };
  } catch {
    return undefined;
  }
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
