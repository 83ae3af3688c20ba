import { medianOfFive, recipeName } from './recipe.ts';
import type { Recipe } from './recipe.ts';
import { robertaProblems, robertaSchedule } from './roberta-schedules.ts';
import type { RobertaTask } from './roberta-schedules.ts';

type Row = readonly [
  task: RobertaTask,
  /** ε, α, m of the paper. */
  paper: readonly [radius: number, stepSize: number, moves: number],
  /** Of the script. */
  start: number,
  published: string | undefined,
  ...problems: readonly string[],
];

const rows: readonly Row[] = [
  ['glue/mnli', [0.2, 0.1, 2], 0.1, undefined, 'The script has ε 0.3.'],
  [
    ...(['glue/qnli', [0.15, 0.1, 2], 0.2, undefined] as const),
    'The 16-bit script has ε 0.2; the 32-bit one ε 0.15 with α 0.075 and start 0.15.',
  ],
  [
    ...(['glue/qqp', [0.45, 0.15, 2], 0.32, undefined] as const),
    'The 16-bit script has ε 0.62; the 32-bit one ε 0.7 with α 0.2.',
  ],
  [
    ...(['glue/rte', [0.15, 0.03, 3], 0.16, `accuracy 88.13 (${medianOfFive}, spread 1.2)`] as const),
    'The script has ε 0.14 with α 0.06 or 0.09, and those lines commented out: what it runs is natural training, for 1,562 updates.',
    '2,036 updates of 16 examples are 13 epochs of the 2,490 there are, and not the 10 at which the script stops.',
  ],
  ['glue/sst2', [0.6, 0.1, 2], 1, `accuracy 96.79 (${medianOfFive}, spread 0.2)`],
  ['glue/mrpc', [0.4, 0.04, 3], 0.64, `accuracy 91.42 (${medianOfFive}, spread 0.7)`],
  [
    ...(['glue/cola', [0.2, 0.025, 3], 0.4, `Matthews' correlation 71.12 (${medianOfFive}, spread 0.9)`] as const),
    'The script has ε 0.3.',
  ],
  ['glue/stsb', [0.3, 0.1, 3], 0.16, `Pearson 92.67 (${medianOfFive})`, 'The script has ε 0.28.'],
  [
    ...(['glue/wnli', [0.01, 0.005, 2], 0.01, undefined] as const),
    "Start magnitude, batch, updates, warm-up and learning rate are not published: the start is ε, the rest RTE's for ten epochs.",
    'The paper ranks the candidates of each pronoun; here WNLI is a classification of pairs.',
  ],
];

/** FreeLB on RoBERTa-large: GLUE's development sets in the paper. */
export const freelbRoberta: readonly Recipe[] = rows.map(
  ([task, [radius, stepSize, moves], start, published, ...problems]) => ({
    name: recipeName('freelb', 'roberta-large', task),
    method: 'freelb',
    model: 'roberta-large',
    task,
    options: { steps: moves + 1, stepSize, start, radius },
    training: robertaSchedule(task),
    ...(published === undefined ? {} : { published }),
    source:
      'Zhu et al. 2020 (arXiv 1909.11764), Table 6: ε, α, m; all else from zhuchen03/FreeLB, fairseq-RoBERTa/launch/FreeLB',
    problems: [
      ...problems,
      `The paper's m = ${moves} counts moves, and the code makes a pass more than moves: K is ${moves + 1} here.`,
      ...robertaProblems,
    ],
  }),
);
