import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { lives } from '@advtrain/engine/fetch';

const prefix = 'advtrain-rank';

/** A folder for what a process writes that is not rank 0; those that processes which were killed have left are deleted. */
export async function ownFolder(rank: number): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    const owner = new RegExp(`^${prefix}\\d+-(\\d+)-`).exec(name)?.[1];
    // Another user's cannot be deleted, which is theirs to do.
    if (owner !== undefined && !lives(Number(owner)))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
  return mkdtemp(join(tmpdir(), `${prefix}${rank}-${process.pid}-`));
}

/** Files that a run is gone on from: records, checkpoints, finished runs. Nobody else may have rank 0's lock. */
export function isGoneOnFrom(path: string): boolean {
  if (statSync(path).isDirectory()) return true;
  // Models that were trained are not: they would be copied in vain.
  return (
    /\.(json|jsonl|safetensors|before|copy|attempts)$/.test(path) &&
    !/(^|[/\\])(adapter_)?model\.safetensors$/.test(path)
  );
}

/** What there is to go on from, in a few words: processes that see unlike folders would train unlike models. */
export function keptIn(folder: string): string {
  if (!existsSync(folder)) return 'nothing';
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isGoneOnFrom(join(entry.parentPath, entry.name)))
    .map((entry) => `${basename(entry.name)} of ${statSync(join(entry.parentPath, entry.name)).size} bytes`)
    .sort();
  if (files.length === 0) return 'nothing';
  const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
  return `${files[0]}${more}`;
}
