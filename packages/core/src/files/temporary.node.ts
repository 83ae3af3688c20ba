import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { lives } from '@advtrain/engine/fetch';

/** Of this machine, among those that share the folder. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
/** Tells this process from one that died and had the same number, and from one of another machine. */
const token = `${machine}${randomBytes(3).toString('hex')}`;
/** How old what another machine has begun to write must be to count as left, in milliseconds: whether its process lives is not known here. */
const abandoned = 3_600_000;
const form = /\.(\d+)-([\da-f]{12})-\d+\.tmp$/;
let made = 0;

/**
 * A new name for what is to become `path`, in the same folder. It says which process it is of.
 *
 * @param path what the file will be called in the end.
 */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${token}-${++made}.tmp`;
}

/**
 * Deletes what stands in a folder under {@link temporaryName}s of processes that died before they had finished it; of another
 * machine's what is older than an hour. Nothing where there is no such folder.
 *
 * @param folder the folder itself, not those in it.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const path = join(folder, name);
    // One that may not be deleted is in nobody's way.
    if (await isLeftover(name, path)) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isLeftover(name: string, path: string): Promise<boolean> {
  const [, pid, of] = form.exec(name) ?? [];
  if (pid === undefined || of === undefined) return false;
  if (!of.startsWith(machine)) {
    const found = await stat(path).catch(() => undefined);
    return found !== undefined && Date.now() - found.mtimeMs > abandoned;
  }
  return Number(pid) === process.pid ? of !== token : !lives(Number(pid));
}
