import type { Training } from './recipe.ts';

/** What all scripts for RoBERTa-large share. */
const common: Training = { epochs: 10, weightDecay: 0.1, epsilon: 1e-6, clipNorm: 0, maxLength: 512 };

type Row = readonly [batchSize: number, steps: number, warmup: number, learningRate: number];

/** Of each task: batch size, updates, of which so many are the warm-up, and the highest learning rate. */
const rows = {
  'glue/mnli': [33, 123873, 7432, 1e-5],
  'glue/qnli': [32, 33112, 1986, 1e-5],
  'glue/qqp': [32, 113272, 28318, 1e-5],
  'glue/rte': [16, 2036, 122, 1e-5],
  'glue/sst2': [32, 20935, 1256, 1e-5],
  'glue/mrpc': [16, 2296, 137, 5e-6],
  'glue/cola': [16, 5536, 320, 1e-5],
  'glue/stsb': [16, 3598, 214, 2e-5],
  // Ten epochs of RTE's batches and rate: none of these is published.
  'glue/wnli': [16, 397, 24, 1e-5],
} as const satisfies Readonly<Record<string, Row>>;

/** A task that RoBERTa-large has recipes for. */
export type RobertaTask = keyof typeof rows;

/** How the launch scripts train RoBERTa-large on a task; `replays` counts each update so many times. */
export function robertaSchedule(task: RobertaTask, replays = 1): Training {
  const [batchSize, steps, warmup, learningRate] = rows[task];
  return { ...common, batchSize, steps: steps * replays, warmup: warmup / steps, learningRate };
}

/** What is to be known of these scripts whatever the method. */
export const robertaProblems: readonly string[] = [
  "fairseq's Adam adds ε before the bias correction, so that it weighs 31.6 times more at the first step; here it is added after.",
  'The scripts also keep a batch below 4,400 tokens; here its examples are counted.',
];
