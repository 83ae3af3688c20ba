import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

const benchmarks = ['step', 'overhead', 'accuracy', 'growth'] as const;
const precisions = ['fp32', 'bf16'] as const;
const compilations = ['auto', 'function', 'xla', 'off'] as const;

/** One of the four benchmarks. */
export type Benchmark = (typeof benchmarks)[number];

/** What the command line asks for. */
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
}

/** What `--help` prints. */
export const usage = `Usage: npm run bench -- BENCHMARK [options]

  step       time and peak memory of a training step, five methods, three models, against PyTorch
  overhead   FreeLB-K and PGD-m against natural passes of the same cost, K, m = 1 … 8
  accuracy   time to a fixed accuracy on the review sentences, against a transformers script with FreeLB
  growth     time and memory against batch, length, rounds and layers, and a model of RoBERTa-large's size

  --quick            a few cells, within 50 seconds
  --json             one JSON object a row: name, ratio, spread, ours_ms, peer_ms and more
  --threads N        threads of either side. Default: 2
  --precision P      ${precisions.join(', ')}. Default: fp32
  --compile C        ${compilations.join(', ')}: how our steps run. Default: as training does
  --only TEXT        only rows whose name contains it
  --python PATH      a Python that has torch and transformers. Default: one that the bench installs
  --help             this text

A ratio below 1 says that we are faster.`;

/** Reads the command line; undefined where help is asked for. Throws a {@link UsageError} for what is wrong in it. */
export function settingsOf(args: readonly string[]): Settings | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const [name, ...others] = positionals;
  if (name === undefined) throw new UsageError(`No benchmark is named: choose one of ${benchmarks.join(', ')}.`);
  if (others[0] !== undefined) throw new UsageError(`"${others[0]}" is one benchmark too many: run one at a time.`);
  const threads = Number(values.threads);
  if (!Number.isInteger(threads) || threads < 1)
    throw new UsageError(`--threads is ${values.threads}, but must be a whole number of at least 1.`);
  return {
    benchmark: oneOf('The benchmark', name, benchmarks),
    quick: values.quick,
    json: values.json,
    threads,
    precision: oneOf('--precision', values.precision, precisions),
    compile: values.compile === undefined ? undefined : oneOf('--compile', values.compile, compilations),
    only: values.only,
    python: values.python,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        threads: { type: 'string', default: '2' },
        precision: { type: 'string', default: 'fp32' },
        compile: { type: 'string' },
        only: { type: 'string', default: '' },
        python: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
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
