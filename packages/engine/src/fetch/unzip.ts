import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { fullDisk, isFull } from './cache.ts';

/** Options of {@link unzip}. */
export interface UnzipOptions {
  /** Told the number of bytes written, as they are written. */
  readonly advance?:
    | ((
        /** How many more. */
        bytes: number,
      ) => void)
    | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Extracts files of a zip archive (a wheel) into a folder and returns their paths. `select` gets each entry's name and
 * returns its path below `into`, or undefined to leave it out. Each file appears whole or not at all. Throws one sentence where the
 * archive is damaged or leads out of the folder.
 *
 * @param file the archive.
 * @param into the folder, made where it is missing.
 * @param select gives a path below `into`, or `undefined`.
 * @param options who is told of the bytes written.
 */
export async function unzip(
  file: string,
  into: string,
  select: (name: string) => string | undefined,
  options: UnzipOptions = {},
): Promise<string[]> {
  const written: string[] = [];
  const archive = await openPromise(file).catch((error: unknown) => {
    throw notReadable(file, error);
  });
  try {
    for await (const entry of archive.eachEntry()) {
      options.signal?.throwIfAborted();
      const chosen = entry.fileName.endsWith('/') ? undefined : select(entry.fileName);
      if (chosen === undefined) continue;
      if (isAbsolute(chosen) || normalize(chosen).startsWith('..') || chosen.includes('\0')) {
        throw new Escape(`${entry.fileName} in ${file} would be written outside ${into}, which is refused.`);
      }
      const place = join(into, chosen);
      await extract(archive, entry, place, options);
      written.push(place);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isFull(error)) throw fullDisk(into, error);
    throw error instanceof Escape || isOfDisk(error) ? error : notReadable(file, error);
  } finally {
    archive.close();
  }
  return written;
}

/** An entry would be written where the archive has no business. */
class Escape extends Error {}

async function extract(archive: ZipFile, entry: Entry, place: string, { advance, signal }: UnzipOptions) {
  const temporary = `${place}.${randomUUID()}`;
  await mkdir(dirname(place), { recursive: true });
  // Programs stay programs.
  const mode = 0o666 | ((entry.externalFileAttributes >>> 16) & 0o111);
  const source = await archive.openReadStreamPromise(entry);
  source.on('data', (chunk: Buffer) => advance?.(chunk.length));
  try {
    await pipeline(source, createWriteStream(temporary, { mode }), signal ? { signal } : {});
    await rename(temporary, place);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Whether it was not the archive that failed, but where it is written. */
function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function notReadable(file: string, error: unknown): Error {
  return new Error(`${file} is not a readable zip archive: delete it and try again.`, { cause: error });
}
