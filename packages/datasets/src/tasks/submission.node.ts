import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { submission } from './submission.ts';
import type { Task } from './task.ts';

/**
 * Writes {@link submission} into a folder, made if need be, under a temporary name that is changed at the end. Returns the
 * file's path. Throws one sentence where the predictions do not fit or the folder cannot be written to.
 */
export async function writeSubmission(
  folder: string,
  task: Task,
  predicted: ArrayLike<number>,
  split = 'test',
): Promise<string> {
  const { file, content } = submission(task, predicted, split);
  const path = join(folder, file);
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new Error(`${path} could not be written (${(error as Error).message}): name another folder.`, {
      cause: error,
    });
  }
  return path;
}
