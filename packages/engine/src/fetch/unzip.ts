import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/** Options of {@link unzip}. */
export interface UnzipOptions {
  /** Told the number of bytes written, as they are written. */
  readonly advance?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Extracts files of a zip archive (a wheel) into a folder and returns their paths. `select` gets each entry's name and
 * returns its path below `into`, or undefined to leave it out. Each file appears whole or not at all.
 */
export async function unzip(
  file: string,
  into: string,
  select: (name: string) => string | undefined,
  options: UnzipOptions = {},
): Promise<string[]> {
  const written: string[] = [];
  const archive = await openPromise(file).catch((error: unknown) => {
    throw new Error(`${file} is not a readable zip archive: delete it and try again.`, { cause: error });
  });
  try {
    for await (const entry of archive.eachEntry()) {
      options.signal?.throwIfAborted();
      const chosen = entry.fileName.endsWith('/') ? undefined : select(entry.fileName);
      if (chosen === undefined) continue;
      if (isAbsolute(chosen) || normalize(chosen).startsWith('..')) {
        throw new Error(`${entry.fileName} in ${file} would be written outside ${into}, which is refused.`);
      }
      const place = join(into, chosen);
      const temporary = `${place}.${randomUUID()}`;
      await mkdir(dirname(place), { recursive: true });
      // Programs stay programs.
      const mode = 0o666 | ((entry.externalFileAttributes >>> 16) & 0o111);
      const source = await archive.openReadStreamPromise(entry);
      source.on('data', (chunk: Buffer) => options.advance?.(chunk.length));
      try {
        await pipeline(
          source,
          createWriteStream(temporary, { mode }),
          options.signal ? { signal: options.signal } : {},
        );
        await rename(temporary, place);
      } finally {
        await rm(temporary, { force: true });
      }
      written.push(place);
    }
  } finally {
    archive.close();
  }
  return written;
}
