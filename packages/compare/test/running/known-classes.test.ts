import { expect, test } from 'vitest';
import { textTask } from '../../src/index.ts';
import type { TextTaskOptions } from '../../src/index.ts';

const texts = { texts: ['a', 'b', 'c'], labelNames: ['no', 'yes'] };
const fitting = { ...texts, labels: [0, 1, 0] };

test.each([
  [2, 'training'],
  [-1, 'training'],
  [0.5, 'development'],
  [2, 'elsewhere'],
])('a label of %d in the %s set of a task is refused where the task is made', async (label, set) => {
  const odd = { ...texts, labels: [0, 1, label] };
  const options: TextTaskOptions = {
    title: 'three words',
    train: set === 'training' ? odd : fitting,
    development: set === 'development' ? odd : fitting,
    others: [{ id: 'elsewhere', examples: set === 'elsewhere' ? odd : fitting }],
    encode: ({ texts }) => texts.map(() => ({ ids: [1] })),
    padId: 0,
    model: {
      title: 'none',
      fresh: () => {
        throw new Error('No model is needed to see it.');
      },
    },
  };
  await expect(textTask(options)).rejects.toThrow(
    `The label of ${set} example 2 is ${label}, but must be from 0 to 1, for labelNames has 2 classes: correct it, or name more.`,
  );
});
