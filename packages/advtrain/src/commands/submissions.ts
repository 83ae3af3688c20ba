import type { Live, Task } from '@advtrain/compare';
import type { Model } from '@advtrain/core';
import { task as named, writeSubmission } from '@advtrain/datasets';
import { predict } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';

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
