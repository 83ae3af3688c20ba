import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '@advtrain/compare';
import type { NoteEvent, Task } from '@advtrain/compare';
import { reasonOf, temporaryName } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import { task as named, writeSubmission } from '@advtrain/datasets';
import { predict } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';

/** Makes the folder that submissions are to be written to. Throws a `UsageError` where that, or a file in it, cannot be. */
export async function openSubmissions(folder: string): Promise<void> {
  try {
    const probe = temporaryName(join(folder, 'probe'));
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new UsageError(
      `Cannot write to the folder ${folder} (${reasonOf(error)}); choose another with --submission.`,
      {
        cause: error,
      },
    );
  }
}

/** Writes a model's answers to the test sets of a GLUE task as files for its test server, and says where they are. */
export async function writeSubmissions(
  folder: string,
  name: string,
  task: Task,
  model: Model,
  { on, pause }: { readonly on: (event: NoteEvent) => void; readonly pause: Pause },
): Promise<void> {
  for (const [split, set] of Object.entries(task.unlabelled)) {
    const predicted = await predict(model, set, { kind: task.kind, pause });
    on({ kind: 'note', text: `Written: ${await writeSubmission(folder, named(name), predicted, split)}` });
  }
}
