import { recipeName } from './recipe.ts';
import type { Recipe } from './recipe.ts';

type Row = readonly [
  task: string,
  attack: readonly [stepSize: number, start: number, radius: number | 'none', rounds: number],
  training: readonly [learningRate: number, batchSize: number, steps: number, warmup: number, attentionDropout: number],
  ...problems: readonly string[],
];

const rows: readonly Row[] = [
  ['glue/sst2', [0.1, 0.6, 'none', 2], [1e-5, 32, 20935, 1256, 0], 'The first release had start 1, ε 0.6, K = 3.'],
  ['glue/mrpc', [0.03, 0, 'none', 4], [2e-5, 16, 800, 200, 0]],
  ['glue/cola', [0.04, 0.05, 'none', 3], [1e-5, 16, 5336, 320, 0]],
  ['glue/stsb', [0.1, 0.2, 'none', 3], [2e-5, 16, 3598, 214, 0]],
  ['glue/mnli', [0.04, 0.08, 'none', 3], [3e-5, 128, 10000, 1000, 0]],
  ['glue/qqp', [0.2, 0.32, 0.7, 3], [5e-5, 128, 14000, 1000, 0.1]],
  ['glue/rte', [0.1, 0, 'none', 3], [3e-5, 32, 800, 200, 0.1]],
  ['glue/qnli', [0.05, 0.1, 'none', 3], [1e-5, 32, 33112, 1986, 0]],
];

/** FreeLB on ALBERT-xxlarge, by its authors' code for transformers. */
export const freelbAlbert: readonly Recipe[] = rows.map(
  ([task, [stepSize, start, radius, steps], [learningRate, batchSize, updates, warmup, attention], ...problems]) => ({
    name: recipeName('freelb', 'albert-xxlarge-v2', task),
    method: 'freelb',
    model: 'albert-xxlarge-v2',
    task,
    options: { steps, stepSize, start, radius },
    training: {
      steps: updates,
      epochs: 10,
      batchSize,
      learningRate,
      warmup: warmup / updates,
      weightDecay: 0.01,
      epsilon: 1e-8,
      clipNorm: 1,
      maxLength: 512,
      dropout: 0.1,
      attentionDropout: attention,
    },
    source: 'zhuchen03/FreeLB, huggingface-transformers/launch/run_glue.sh of May 2020',
    problems: [
      ...problems,
      ...(radius === 'none' ? ['Nothing is projected: the script has a largest norm of 0, which means none.'] : []),
      ...(start === 0 ? ['Without a random start the first round is on the clean sentences.'] : []),
      "The script's adv_steps is K itself, while the fairseq code's is K − 1.",
      'Its AdamW adds ε before the bias correction and decays after the update; here after it, and before.',
      'The paper has no values for ALBERT, and its ensemble is not described.',
    ],
  }),
);
