import { splitOf, type Task } from './task.ts';

/** A file for the GLUE test server. */
export interface Submission {
  /** As the server wants it: `MNLI-mm.tsv`. */
  readonly file: string;
  readonly content: string;
}

/** The server's names of the tasks, and whether it wants classes by name. */
const tasks: Readonly<Record<string, readonly [file: string, byName: boolean]>> = {
  'glue/cola': ['CoLA', false],
  'glue/sst2': ['SST-2', false],
  'glue/mrpc': ['MRPC', false],
  'glue/qqp': ['QQP', false],
  'glue/stsb': ['STS-B', false],
  'glue/mnli': ['MNLI-m', true],
  'glue/qnli': ['QNLI', true],
  'glue/rte': ['RTE', true],
  'glue/wnli': ['WNLI', false],
  'glue/ax': ['AX', true],
};

/**
 * Predictions for a test set of GLUE as its test server wants them: header `index`, `prediction`; classes by name or
 * index; STS-B's values cut to 0 … 5, with three decimals. The predictions, class indices or values, are in the test set's
 * order. `split` is `test` (default) or of MNLI `test-mismatched` or `diagnostic`. Throws one sentence for another task or split, a wrong
 * number of predictions, and what is no class.
 *
 * @param task one of GLUE's.
 * @param predicted in the order of the test set.
 * @param split `test`, or of MNLI `test-mismatched` or `diagnostic`.
 */
export function submission(task: Task, predicted: ArrayLike<number>, split = 'test'): Submission {
  const found = tasks[task.name];
  if (!found) {
    throw new Error(`${task.name} has no test server: submission files are for ${Object.keys(tasks).join(', ')}.`);
  }
  const { rows, labelled } = splitOf(task, split);
  if (labelled) throw new Error(`${split} is no test set of ${task.name}: its labels are public.`);
  if (predicted.length !== rows) {
    throw new Error(`There are ${predicted.length} predictions, but ${task.name} ${split} has ${rows} examples.`);
  }
  const [file, byName] = found;
  const lines = Array.from(predicted, (value, index) => `${index}\t${answer(task, value, index, byName)}\n`);
  const name = { 'test-mismatched': 'MNLI-mm', diagnostic: 'AX' }[split] ?? file;
  return { file: `${name}.tsv`, content: ['index\tprediction\n', ...lines].join('') };
}

function answer({ kind, labelNames }: Task, value: number, index: number, byName: boolean): string {
  if (kind === 'regression') {
    if (Number.isNaN(value)) throw new Error(`Prediction ${index} is NaN, but must be a number.`);
    return Math.min(5, Math.max(0, value)).toFixed(3);
  }
  const name = labelNames[value];
  if (name !== undefined) return byName ? name : String(value);
  throw new Error(`Prediction ${index} is ${value}, but must be a class index from 0 to ${labelNames.length - 1}.`);
}
