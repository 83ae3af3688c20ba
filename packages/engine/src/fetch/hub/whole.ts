import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Of } from '../artifact.ts';
import { sizeOf } from '../cache.ts';
import type { HubFile } from './hub-listing.ts';

/** Files of more bytes are not read again at every start, but when they have changed. */
const large = 1 << 25;

/** Whether a file is what a listing says: its size and its checksum. */
export async function isIntact(path: string, { bytes, sha256, sha1 }: HubFile): Promise<boolean> {
  if ((await sizeOf(path)) !== bytes) return false;
  if (sha256 !== undefined) return (await sha256Of(path)) === sha256;
  const hash = createHash('sha1').update(`blob ${String(bytes)}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex') === sha1;
}

/**
 * Those of some files that a folder lacks, or has otherwise than a listing says. The checksum of a large one is taken once for each
 * time that it was written, of which a note is kept, if the cache can be written to.
 *
 * @param files what is wanted.
 * @param folder where they lie, by their paths.
 * @param note the file for the note.
 */
export async function notWhole(files: readonly HubFile[], folder: string, note: string): Promise<HubFile[]> {
  const known = await notedIn(note);
  const missing: HubFile[] = [];
  const found: Record<string, number> = {};
  for (const file of files) {
    const path = join(folder, file.path);
    const written = file.bytes > large ? (await stat(path).catch(() => undefined))?.mtimeMs : undefined;
    const isKnown = written !== undefined && known[file.path] === written && (await sizeOf(path)) === file.bytes;
    if (!isKnown && !(await isIntact(path, file))) missing.push(file);
    else if (!isKnown && written !== undefined) found[file.path] = written;
  }
  if (Object.keys(found).length > 0) await keep(note, { ...known, ...found });
  return missing;
}

async function notedIn(note: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const found: unknown = JSON.parse(await readFile(note, 'utf8'));
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

async function keep(note: string, verified: Readonly<Record<string, unknown>>): Promise<void> {
  const temporary = `${note}.${randomUUID()}`;
  try {
    await mkdir(dirname(note), { recursive: true });
    await writeFile(temporary, JSON.stringify(verified));
    await rename(temporary, note);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
