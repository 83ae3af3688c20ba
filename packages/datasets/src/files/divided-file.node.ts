import { createHash } from 'node:crypto';
import type { Example } from '../examples/examples.ts';
import { labelNamesIn, refuseFew, streamTextFile, type TextFileOptions } from './text-file.node.ts';

/** Options of {@link divideTextFile}. */
export interface DivisionOptions extends TextFileOptions {
  /** Examples to train on at most. Default: all. */
  readonly training?: number;
  /** Examples for development at most; more than one in five never are. 0 for none. Default 1,000. */
  readonly development?: number;
}

/** What an example of a divided file is for. */
export type DivisionPart = 'training' | 'development';

/** A data set of one's own in two parts, of which nothing is in memory. */
export interface DividedFile {
  readonly labelNames: readonly string[];
  /** Examples in the file, those of neither part among them. */
  readonly examplesInAll: number;
  /** How many of them each class has; none unless it is a classification. */
  readonly counts: readonly number[];
  /** Examples of each part. */
  readonly sizes: Readonly<Record<DivisionPart, number>>;
  /** How many examples of each part have equally many choices; all of them, where there are none. What `batchesOf` takes. */
  readonly groups: Readonly<Record<DivisionPart, readonly number[]>>;
  /**
   * The examples of a part, in the file's order; may be called again. Bad rows are no longer told of. Ends with {@link ChangedFile}
   * where what was read is not what was divided.
   *
   * @param part which part.
   */
  examples(part: DivisionPart): AsyncGenerator<Example, void>;
  /** The most examples in a row that have one label: a buffer that holds fewer cannot mix a file that is sorted by class. */
  readonly longestRun: number;
  /** SHA-256, in hex, of all examples, and of where they are divided. */
  readonly fingerprint: string;
}

/** A file was changed while it was read again and again. */
export class ChangedFile extends Error {
  override readonly name = 'ChangedFile';

  /** @param path the file that was changed. */
  constructor(path: string) {
    super(`${path} has changed since it was first read: begin anew, and leave it alone while it is trained on.`);
  }
}

/** Texts whose checksums begin with the same bits stay together. */
const bits = 22;

/**
 * Divides a file of any size, as {@link streamTextFile} reads it, into training and development without holding it: by
 * checksums of the texts, so that the parts depend on no order and no seed, and copies of a text are never in both. Each
 * part is the most that its size allows without parting texts whose checksums begin alike. Reads the file twice. Throws as
 * `textFile` does, and where the texts are too few to be divided.
 *
 * @param path the file, read as {@link streamTextFile} does.
 * @param options the size of each part, by default all for training and 1000 for development, and how the file is read.
 */
export async function divideTextFile(
  path: string,
  { training = Infinity, development = 1000, ...options }: DivisionOptions = {},
): Promise<DividedFile> {
  const labelNames = options.labelNames ?? (await labelNamesIn(path, options));
  if (!options.regression && options.choices === undefined) refuseFew(path, labelNames.length, labelNames);
  const source = { ...options, labelNames };
  const { bins, counts, all, sum, longestRun } = await tally(path, source);
  refuseFew(path, all, labelNames);
  // A correlation needs two.
  const least = options.regression ? 2 : 1;
  const held = Math.min(development, Math.max(least, Math.floor(all / 5)));
  const forDevelopment = cut(bins, 0, held);
  const forTraining = cut(bins, forDevelopment.end, training);
  if (forTraining.size === 0) {
    throw new Error(`${path} has too few different texts to train on some and test on others: give more examples.`);
  }
  const first = sum.copy().digest('hex');
  const partOf = (bin: number): DivisionPart | undefined => {
    if (bin < forDevelopment.end) return 'development';
    return bin < forTraining.end ? 'training' : undefined;
  };
  const again = {
    ...source,
    onNote: undefined,
    onBadRow: (options.onBadRow ?? 'stop') === 'stop' ? ('stop' as const) : () => undefined,
  };
  const sizes = { training: forTraining.size, development: forDevelopment.size };
  return {
    labelNames,
    examplesInAll: all,
    counts,
    sizes,
    groups:
      options.choices === undefined
        ? { training: [sizes.training], development: [sizes.development] }
        : await groupsOf(streamTextFile(path, again), partOf),
    async *examples(part) {
      const seen = createHash('sha256');
      for await (const example of streamTextFile(path, again)) {
        seen.update(JSON.stringify(example));
        if (partOf(binOf(example)) === part) yield example;
      }
      if (seen.digest('hex') !== first) throw new ChangedFile(path);
    },
    longestRun,
    fingerprint: sum.update(`${forDevelopment.end} ${forTraining.end}`).digest('hex'),
  };
}

/** How many questions of each part have equally many choices. */
async function groupsOf(source: AsyncIterable<Example>, partOf: (bin: number) => DivisionPart | undefined) {
  const counts = { training: new Map<number, number>(), development: new Map<number, number>() };
  for await (const example of source) {
    const part = partOf(binOf(example));
    const choices = example.choices?.length ?? 1;
    if (part) counts[part].set(choices, (counts[part].get(choices) ?? 0) + 1);
  }
  return { training: [...counts.training.values()], development: [...counts.development.values()] };
}

/** How many examples there are of each beginning of a checksum, of each label, in all and with one label in a row, and a checksum of them. */
async function tally(path: string, source: TextFileOptions & Pick<DividedFile, 'labelNames'>) {
  const { labelNames } = source;
  const bins = new Uint32Array(2 ** bits);
  const counts = labelNames.map(() => 0);
  const sum = createHash('sha256');
  let all = 0;
  let run = 0;
  let longestRun = 0;
  let before: number | undefined;
  for await (const example of streamTextFile(path, source)) {
    bins[binOf(example)]!++;
    all++;
    if (counts.length > 0) counts[example.label]!++;
    run = example.label === before ? run + 1 : 1;
    before = example.label;
    longestRun = Math.max(longestRun, run);
    sum.update(JSON.stringify(example));
  }
  return { bins, counts, all, sum, longestRun };
}

function binOf({ text }: Example): number {
  return createHash('sha256').update(text).digest().readUInt32BE() >>> (32 - bits);
}

/** The bins from `start` that have at most so many examples, though one example at least where any is wanted. */
function cut(bins: Uint32Array, start: number, most: number): { readonly end: number; readonly size: number } {
  let end = start;
  let size = 0;
  if (most === 0) return { end, size };
  for (; end < bins.length && (size === 0 || size + bins[end]! <= most); end++) size += bins[end]!;
  return { end, size };
}
