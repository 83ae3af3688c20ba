import type { Naming } from '../../../guards/not-finite.ts';
import type { Task } from '../../../task/task.ts';

/** The run whose examples are to be named. */
export interface NamedRun {
  readonly task: Pick<Task, 'train' | 'example'>;
  readonly batchSize: number;
  readonly seed: number;
  /** Batches a step. */
  readonly accumulate: number;
  /** How often the method has a batch repeated. */
  readonly replays: number;
}

/** Characters of a text that are shown. */
const shown = 80;

/** Names examples by where they are in the data, as far as the order of the batches is known, and by their texts. */
export function namesOf(run: NamedRun): (batches: number) => Naming {
  const { task, batchSize, seed, accumulate, replays } = run;
  return (batches) => (place, row) => {
    const where = accumulate === 1 ? `row ${row} of its batch` : `row ${row} of batch ${place} of the step`;
    // Which of the repeated batches a place has is the method's affair.
    if (accumulate > 1 && replays > 1) return `the example in ${where}`;
    const rows = task.train.rowsOf?.({ batchSize, seed, batch: batches - accumulate + place });
    const index = rows?.[row];
    if (index === undefined) return `the example in ${where}`;
    const text = task.example?.(index);
    const said = text === undefined ? '' : ` (“${text.length > shown ? `${text.slice(0, shown)}…` : text}”)`;
    return `training example ${index}${said}, ${where},`;
  };
}
