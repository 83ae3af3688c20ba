import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf, temporaryName } from '@advtrain/core';

/** What is put into a folder. */
export interface Together {
  /**
   * Writes the files into a folder that is there for a while.
   *
   * @param temporary its path.
   */
  write(temporary: string): Promise<void>;
  /**
   * Whether a file that was there before, and is not written, would be taken for one of these: it is deleted.
   *
   * @param file its name in the folder.
   */
  isReplaced(file: string): boolean;
}

/**
 * Puts files into a folder, and into folders in it, which are made as needed. All are written within it under a name of its own first and then
 * moved up, so that a failure leaves what was there.
 *
 * @param folder where they are to stand; made where it is missing.
 * @param options what writes them, and which earlier files they replace.
 */
export async function writeTogether(folder: string, { write, isReplaced }: Together): Promise<void> {
  // Beside the folder there may be another disk, or nothing that this process may write to.
  const temporary = temporaryName(join(folder, 'model'));
  const made = await mkdir(temporary, { recursive: true }).catch((error: unknown) => {
    throw new Error(`${folder} could not be written (${reasonOf(error)}).`, { cause: error });
  });
  try {
    await write(temporary);
    const files = await filesIn(temporary);
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await rename(join(temporary, file), join(folder, file));
    }
    await rm(temporary, { recursive: true });
    const stale = (await filesIn(folder)).filter((file) => isReplaced(file) && !files.includes(file));
    for (const file of stale) await rm(join(folder, file));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // The folder too, where it was not there before.
    if (made !== undefined && made !== temporary) await rmdir(folder).catch(() => undefined);
    // What is to be told of is the file that was wanted.
    throw new Error(sentenceOf(error as NodeJS.ErrnoException, folder).replace(temporary, folder), { cause: error });
  }
}

/** What the system says of a file, or what was said of it already. */
function sentenceOf(error: NodeJS.ErrnoException, folder: string): string {
  if (error.syscall === undefined) return error.message;
  return `${folder} could not be written (${reasonOf(error)}); what was there before is unchanged.`;
}

/** The files in a folder and in those in it, one deep, as paths with slashes. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    if (!entry.isDirectory()) return [entry.name];
    const inside = await readdir(join(folder, entry.name)).catch((): string[] => []);
    return inside.map((file) => `${entry.name}/${file}`);
  });
  return (await Promise.all(found)).flat();
}
