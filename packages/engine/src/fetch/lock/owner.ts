import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { lives } from './process.ts';

/** How long the silence of an owner may last, in milliseconds. */
const patience = 60_000;

/** What is found of an owner: whether it is dead, or where it cannot be read, whether it has shown no sign of life. */
export type Found =
  | { readonly text: string; readonly pid: number; readonly host: string; readonly dead: boolean }
  | { readonly unreadable: string; readonly silent: boolean };

/** Whose a lock is; undefined where it is gone. */
export async function readOwner(path: string): Promise<Found | undefined> {
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

function parseOwner(text: string): { pid: number; host: string; born?: string } | undefined {
  try {
    const { pid, host, born } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return typeof born === 'string' ? { pid, host, born } : { pid, host };
  } catch {
    return undefined;
  }
}
