import type { Model } from '@advtrain/core';
import { task as named, writeSubmission } from '@advtrain/datasets';
import type { Pause } from './evaluate.ts';
import type { Live } from './live.ts';
import { predict } from './predict.ts';
import type { Task } from './task.ts';

/** Writes a model's answers to the test sets of a GLUE task as files for its test server, and says where they are. */
export async function writeSubmissions(
  folder: string,
  name: string,
  task: Task,
  model: Model,
  { live, pause }: { readonly live: Live; readonly pause: Pause },
): Promise<void> {
  for (const [split, set] of Object.entries(task.unlabelled)) {
    const predicted = await predict(model, set, task.kind, pause);
    live.note(`Written: ${await writeSubmission(folder, named(name), predicted, split)}`);
  }
}
