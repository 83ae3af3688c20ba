import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { bytes, count } from '@advtrain/compare';
import type { Settings } from '../settings/settings.ts';
import { divideTextFile, gather, pick, streamBuffer, textFile } from '@advtrain/datasets';
import type { DividedFile, DivisionPart, Example, Examples, Fields, TextFileOptions } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { cut } from './data.ts';
import type { Data } from './data.ts';

/** What a file of one's own does not say itself. */
export interface FileOptions extends Pick<TextFileOptions, 'onBadRow'> {
  /** Whether its labels are values, and not classes. Default false. */
  readonly regression?: boolean | undefined;
  /** Its columns, where they are not called `text` and `label`. */
  readonly columns?: Partial<Fields> | undefined;
  /** Another file, whose examples are for development. Default: one example in five of the file itself. */
  readonly devData?: string | undefined;
  /** Whether training examples are read from the file as they are needed. Default: where it is large. */
  readonly stream?: boolean | undefined;
}

/** Larger files are not read whole, in bytes. */
const large = 2 ** 27;
/** So many training examples of a large file, if they have at most so many characters, are held all the same. */
const few = { examples: 20_000, characters: 2 ** 24 };

/** Reads a file of one's own, or as much of it as is held in memory. */
export async function loadFile(settings: Settings, options: FileOptions & FetchOptions): Promise<Data> {
  const { data } = settings;
  const layout: TextFileOptions = {
    ...options.columns,
    ...(options.regression ? { regression: true } : {}),
    onBadRow: options.onBadRow,
  };
  const kind = kindOf(options);
  const task: Data['task'] = { kind, metrics: kind === 'regression' ? ['pearson', 'spearman'] : ['accuracy'] };
  if (options.stream === true || (await stat(data)).size > large) return divided(settings, layout, task, options);
  const all = await textFile(data, layout);
  const [train, dev] = options.devData === undefined ? heldOut(all) : [all, await developmentOf(options, layout, all)];
  return cut(titleOf(data, options), 'development', train, dev, [], settings, task);
}

/** What the labels of such a file are. */
export function kindOf({ columns, regression }: FileOptions): Data['task']['kind'] {
  if (columns?.choices !== undefined) return 'multiple-choice';
  return regression ? 'regression' : 'classification';
}

function titleOf(data: string, { devData }: FileOptions): string {
  return devData === undefined
    ? `${data}, one example in five held out for development`
    : `${data}, with ${devData} for development`;
}

/** The examples of the file that is for development. */
function developmentOf(
  { devData = '' }: FileOptions,
  layout: TextFileOptions,
  { labelNames }: Pick<Examples, 'labelNames'>,
) {
  return textFile(devData, { ...layout, labelNames });
}

/** A large file: what is for training is held where it is little, and otherwise read anew in every epoch. */
async function divided(
  settings: Settings,
  layout: TextFileOptions,
  task: Data['task'],
  options: FileOptions & FetchOptions,
): Promise<Data> {
  const { data, trainSize, developmentSize } = settings;
  const { size } = await stat(data);
  const bar = options.reporter?.begin(`Reading ${basename(data)}`, 3 * size);
  let loading = true;
  // Training reads the file too, but puts away what it has before it stops.
  const onRead = (more: number) => {
    if (loading) options.signal?.throwIfAborted();
    bar?.advance(more);
  };
  try {
    const development = options.devData === undefined ? developmentSize : 0;
    const file = await divideTextFile(data, { ...layout, onRead, training: trainSize, development });
    const { labelNames, sizes, groups } = file;
    // As many as a vocabulary needs, where the model has none.
    const train = gather(await first(file, 'training', few), labelNames);
    const dev =
      development > 0
        ? gather(await first(file, 'development'), labelNames)
        : await developmentOf(options, layout, file);
    const parts = cut(titleOf(data, options), 'development', train, dev, [], settings, task);
    if (!options.stream && train.texts.length === sizes.training) return parts;
    const held = `${bytes(size)} are read as they are needed, and not held in memory`;
    options.reporter?.note(`${data}: ${count(sizes.training)} training examples; ${held}.`);
    if (kindOf(options) === 'classification' && file.longestRun > streamBuffer) {
      options.reporter?.note(
        `${data} has ${count(file.longestRun)} examples of one class in a row, more than the ${count(streamBuffer)} ` +
          `that a shuffle holds, so batches will be nearly of one class: shuffle its lines first, as shuf does.`,
      );
    }
    return {
      ...parts,
      train,
      streamed: {
        groups: groups.training,
        examples: () => file.examples('training'),
        fingerprint: file.fingerprint,
      },
    };
  } finally {
    loading = false;
    bar?.end();
  }
}

/** The first examples of a part. */
async function first(
  file: DividedFile,
  part: DivisionPart,
  most = { examples: Infinity, characters: Infinity },
): Promise<Example[]> {
  const list: Example[] = [];
  let characters = 0;
  for await (const example of file.examples(part)) {
    list.push(example);
    const { text, pair = '', choices = [], passages = [] } = example;
    for (const { length } of [text, pair, ...choices, ...passages]) characters += length;
    if (list.length >= most.examples || characters >= most.characters) break;
  }
  return list;
}

/** One example in five for development, by a checksum of its text: the same ones whatever the order of the file. */
function heldOut(examples: Examples): [train: Examples, development: Examples] {
  const order = examples.texts
    .map((text, row) => ({ row, sum: createHash('sha256').update(text).digest('hex') }))
    .sort((a, b) => (a.sum < b.sum ? -1 : 1))
    .map(({ row }) => row);
  const size = Math.max(1, Math.floor(order.length / 5));
  if (order.length < 2) throw new Error('The data has 1 example, but training and development need at least 2.');
  return [pick(examples, order.slice(size)), pick(examples, order.slice(0, size))];
}
