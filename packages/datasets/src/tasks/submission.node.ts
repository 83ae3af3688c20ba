import { join } from 'node:path';
import { writeFileAtomically } from '@advtrain/core';
import { submission } from './submission.ts';
import type { Task } from './task.ts';

/**
 * Writes {@link submission} into a folder, made if need be, under a temporary name that is changed at the end. Returns the
 * file's path. Throws one sentence where the predictions do not fit or the folder cannot be written to.
 *
 * @param folder where the file is to stand.
 * @param task one of GLUE's.
 * @param predicted class indices or values, in the order of the test set.
 * @param split as for {@link submission}.
 */
export async function writeSubmission(
  folder: string,
  task: Task,
  predicted: ArrayLike<number>,
  split = 'test',
): Promise<string> {
  const { file, content } = submission(task, predicted, split);
  const path = join(folder, file);
  await writeFileAtomically(path, [content]);
  return path;
}
