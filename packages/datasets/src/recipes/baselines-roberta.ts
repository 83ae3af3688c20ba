import { medianOfFive, recipeName } from './recipe.ts';
import type { Recipe, RecipeMethod } from './recipe.ts';
import { robertaProblems, robertaSchedule } from './roberta-schedules.ts';
import type { RobertaTask } from './roberta-schedules.ts';

const model = 'roberta-large';
const launch = 'zhuchen03/FreeLB, fairseq-RoBERTa/launch';

/** What the FreeLB paper has: in Table 2 medians of five seeds. */
const published: Readonly<Partial<Record<RecipeMethod, Readonly<Partial<Record<RobertaTask, string>>>>>> = {
  natural: results('85.61', '96.56', '90.69', '67.57', '92.20'),
  pgd: results('87.41', '96.44', '90.93', '69.67', '92.43'),
  freeat: results('86.69, a seed diverged', '96.10', '90.69', '68.80', '92.40'),
  // YOPO-3-3, which is not in that table; the script of MRPC has n = 2.
  yopo: { 'glue/rte': 'accuracy 87.05' },
};

function results(rte: string, sst2: string, mrpc: string, cola: string, stsb: string) {
  return {
    'glue/rte': `accuracy ${rte} (${medianOfFive})`,
    'glue/sst2': `accuracy ${sst2} (${medianOfFive})`,
    'glue/mrpc': `accuracy ${mrpc} (${medianOfFive})`,
    'glue/cola': `Matthews' correlation ${cola} (${medianOfFive})`,
    'glue/stsb': `Pearson ${stsb} (${medianOfFive})`,
  };
}

function recipe(
  method: RecipeMethod,
  task: RobertaTask,
  options: Recipe['options'],
  { folder, replays, problems }: { folder: string; replays?: number; problems: readonly string[] },
): Recipe {
  const score = published[method]?.[task];
  return {
    name: recipeName(method, model, task),
    method,
    model,
    task,
    options,
    training: robertaSchedule(task, replays),
    ...(score === undefined ? {} : { published: score }),
    source: `${launch}/${folder}`,
    problems: [...problems, ...robertaProblems],
  };
}

const everyTask: readonly RobertaTask[] = [
  ...(['glue/mnli', 'glue/qnli', 'glue/qqp', 'glue/rte'] as const),
  ...(['glue/sst2', 'glue/mrpc', 'glue/cola', 'glue/stsb'] as const),
];

/** Task, α, m, start, ε. */
type Row = readonly [task: RobertaTask, stepSize: number, moves: number, start: number, radius: number];

const pgdRows: readonly Row[] = [
  ['glue/mnli', 0.1, 2, 0.2, 0.2],
  ['glue/qnli', 0.1, 2, 0.15, 0.15],
  ['glue/qqp', 0.15, 2, 0.32, 0.62],
  ['glue/sst2', 0.1, 2, 1, 0.6],
  ['glue/mrpc', 0.04, 3, 0.64, 0.4],
  ['glue/cola', 0.05, 3, 0.4, 0.2],
  ['glue/stsb', 0.1, 3, 0.16, 0.28],
];
/** Those of PGD, but for a smaller start on MNLI. */
const freeatRows: readonly Row[] = [['glue/mnli', 0.1, 2, 0.01, 0.2], ...pgdRows.slice(1)];
/** And n. */
const yopoRows: readonly (readonly [...row: Row, inner: number])[] = [
  ['glue/mnli', 0.1, 2, 0.1, 0.2, 3],
  ['glue/qnli', 0.1, 2, 0.15, 0.15, 2],
  ['glue/qqp', 0.15, 2, 0.32, 0.62, 2],
  ['glue/rte', 0.03, 3, 0.16, 0.14, 3],
  ['glue/sst2', 0.1, 2, 1, 0.6, 3],
  ['glue/mrpc', 0.0133, 3, 0.64, 0.4, 2],
  ['glue/stsb', 0.1, 3, 0.16, 0.28, 2],
];

/** What the FreeLB paper compares with, on RoBERTa-large. */
export const baselinesRoberta: readonly Recipe[] = [
  ...everyTask.map((task) =>
    recipe(
      'natural',
      task,
      {},
      {
        folder: 'FreeLB',
        problems: ['The paper states no values for natural training: these are those of FreeLB on the same task.'],
      },
    ),
  ),
  ...pgdRows.map(([task, stepSize, steps, start, radius]) =>
    recipe(
      'pgd',
      task,
      { steps, stepSize, start, radius },
      {
        folder: 'VanillaPGD',
        problems: [
          'At equal m PGD costs less than FreeLB: 2·m + 3 units a batch against 3·(m + 1).',
          ...(task === 'glue/qnli' ? ['All lines of the script are commented out.'] : []),
        ],
      },
    ),
  ),
  ...freeatRows.map(([task, stepSize, replays, start, radius]) =>
    recipe(
      'freeat',
      task,
      { replays, carry: 'none', stepSize, start, radius },
      {
        folder: 'FreeAT',
        replays,
        problems: [
          "The code divides each replay's loss by m + 1 although every replay steps; Adam hides it, and here it is not divided.",
          'Its schedule counts batches, and here optimizer steps, which are m times as many.',
          'δ starts anew at each batch, whereas Shafahi et al. carry it on.',
        ],
      },
    ),
  ),
  ...yopoRows.map(([task, stepSize, moves, start, radius, inner]) =>
    recipe(
      'yopo',
      task,
      { outer: moves + 1, inner, depth: 1, stepSize: Number((stepSize * inner).toPrecision(6)), start, radius },
      {
        folder: 'YOPO',
        problems: [
          `The script states the length of one inner move, ${stepSize}; stepSize here is that of all ${inner} together.`,
          `Its adv_steps = ${moves} makes ${moves + 1} full passes.`,
          ...(task === 'glue/stsb' ? ['All lines of the script are commented out.'] : []),
        ],
      },
    ),
  ),
];
