import type { NoteEvent, Task } from '@advtrain/compare';
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
  { on, pause }: { readonly on: (event: NoteEvent) => void; readonly pause: Pause },
): Promise<void> {
  for (const [split, set] of Object.entries(task.unlabelled)) {
    const predicted = await predict(model, set, { kind: task.kind, pause });
    on({ kind: 'note', text: `Written: ${await writeSubmission(folder, named(name), predicted, split)}` });
  }
}
