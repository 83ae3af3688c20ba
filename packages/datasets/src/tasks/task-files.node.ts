import { join } from 'node:path';
import { sizeOf, type HubFile } from '@advtrain/engine/fetch';
import type { OriginalFile, Split } from './task.ts';

/** An original file of a split in a folder: a path of it, the file's description, or undefined where there is none. */
export async function findOriginal(
  { files }: Split,
  folder: string,
): Promise<{ readonly path: string; readonly file: OriginalFile } | undefined> {
  for (const file of files) {
    for (const path of pathsIn(folder, file)) if ((await sizeOf(path)) !== undefined) return { path, file };
  }
  return undefined;
}

/** Where in a folder an original file may be: a folder of all data, of one benchmark, or of the task alone. */
function pathsIn(folder: string, { path }: OriginalFile): string[] {
  const parts = path.split('/');
  return parts.map((_, first) => join(folder, ...parts.slice(first)));
}

/** The paths of a split's Parquet files among those of its repository. */
export function hubFiles({ hubFiles: beginning = '' }: Split, files: readonly HubFile[]): string[] {
  const paths = files.map(({ path }) => path);
  return paths.filter((path) => path.startsWith(beginning) && path.endsWith('.parquet')).sort();
}
