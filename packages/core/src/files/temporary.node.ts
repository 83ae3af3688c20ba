import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lives } from '@advtrain/engine/fetch';

/** Tells this process from one that died and had the same number. */
const token = randomBytes(6).toString('hex');
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
 * Deletes what stands in a folder under {@link temporaryName}s of processes that died before they had finished it. Nothing where
 * there is no such folder.
 *
 * @param folder the folder itself, not those in it.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter(isLeftover)) {
    // One that may not be deleted is in nobody's way.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isLeftover(name: string): boolean {
  const [, pid, of] = form.exec(name) ?? [];
  if (pid === undefined) return false;
  return Number(pid) === process.pid ? of !== token : !lives(Number(pid));
}
