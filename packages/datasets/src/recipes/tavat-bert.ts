import { recipeName } from './recipe.ts';
import type { Recipe } from './recipe.ts';
import { trainingRows } from './training-rows.ts';

type Row = readonly [
  task: string,
  attack: readonly [stepSize: number, start: number, radius: number, rounds: number],
  training: readonly [learningRate: number, batchOfEachGPU: number, epochs: number, warmup: number],
];

const rows: readonly Row[] = [
  ['glue/rte', [0.02, 0.16, 0.14, 2], [2e-5, 8, 9, 30]],
  ['glue/cola', [0.02, 0.1, 0.2, 3], [3e-5, 16, 12, 30]],
  ['glue/mrpc', [0.05, 0.1, 0.2, 2], [2e-5, 8, 9, 30]],
  ['glue/stsb', [0.1, 0.1, 0.28, 2], [2e-5, 8, 9, 30]],
  ['glue/sst2', [0.05, 0.2, 0.5, 2], [1e-5, 16, 9, 500]],
  ['glue/qnli', [0.02, 0.1, 0.3, 2], [1e-5, 8, 9, 2000]],
  ['glue/qqp', [0.2, 0.32, 0.7, 2], [2e-5, 8, 9, 5000]],
  ['glue/mnli', [0.1, 0.3, 0.4, 2], [3e-5, 32, 9, 5000]],
];

/** GPUs that the commands name. */
const gpus = 4;

/** TAVAT on BERT-base, by its authors' commands. */
export const tavatBert: readonly Recipe[] = rows.map(
  ([task, [stepSize, start, radius, steps], [learningRate, batch, epochs, warmup]]) => {
    const batchSize = gpus * batch;
    const updates = epochs * Math.ceil(trainingRows(task) / batchSize);
    return {
      name: recipeName('tavat', 'bert-base-uncased', task),
      method: 'tavat',
      model: 'bert-base-uncased',
      task,
      options: { steps, stepSize, start, radius },
      training: {
        steps: updates,
        epochs,
        batchSize,
        learningRate,
        warmup: warmup / updates,
        weightDecay: 0,
        epsilon: 1e-8,
        clipNorm: 1,
        maxLength: 512,
      },
      source: 'LinyangLee/Token-Aware-VAT, readme.md',
      problems: [
        `The command has ${batch} examples for each of ${gpus} GPUs: ${batchSize} here.`,
        'The code adds up the gradients of the rounds, and here they are averaged: Adam hides it, and clipping does not.',
        "The code adds what a token's perturbation ends with to the table, scaled over the whole batch; here it takes the place of the old, as in the paper's Algorithm 1.",
        'The code draws new dropout masks in every round; here all rounds share them.',
        "Its AdamW decays after the update; here before it, which is the same at a decay of 0. No decay is the script's default.",
      ],
    };
  },
);
