import { createHash } from 'node:crypto';
import { pick, reviews, spamAssassin, take, textFile } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { count } from './format.ts';
import type { Settings } from './settings.ts';

/** Texts for training, development and tests elsewhere. */
export interface Data {
  /** What it is and where it comes from, in one line. */
  readonly title: string;
  readonly train: Examples;
  /** With their ids and titles; `development` first. */
  readonly sets: readonly { readonly id: string; readonly title: string; readonly examples: Examples }[];
  /** A hash of all of it. */
  readonly fingerprint: string;
}

/** Reads the data of a comparison, cut to its sizes. */
export async function loadData(settings: Settings, options: FetchOptions): Promise<Data> {
  const { data } = settings;
  if (data === 'reviews') {
    const { train, dev, amazon, tweets } = await reviews(options);
    const rest = [
      { id: 'amazon', title: 'Amazon', examples: amazon },
      { id: 'tweets', title: 'tweets', examples: tweets },
    ];
    return cut('movie-review sentences; Amazon reviews and tweets out of domain', 'movies', train, dev, rest, settings);
  }
  if (data === 'spam') {
    const { train, dev } = await spamAssassin();
    return cut('SpamAssassin e-mails', 'mails', train, dev, [], settings);
  }
  const [train, dev] = heldOut(await textFile(data));
  return cut(`${data}, one example in five held out for development`, 'development', train, dev, [], settings);
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

function cut(
  title: string,
  development: string,
  train: Examples,
  dev: Examples,
  rest: Data['sets'],
  { trainSize, developmentSize, testSize }: Settings,
): Data {
  const some = (examples: Examples, size: number) => take(examples, Math.min(size, examples.texts.length), 0);
  const parts = {
    title,
    train: some(train, trainSize),
    sets: [
      { id: 'development', title: development, examples: some(dev, developmentSize) },
      ...rest.map((set) => ({ ...set, examples: some(set.examples, testSize) })),
    ],
  };
  const content = [parts.train, ...parts.sets.map((set) => set.examples)].map(({ texts, labels }) => [texts, labels]);
  return { ...parts, fingerprint: createHash('sha256').update(JSON.stringify(content)).digest('hex') };
}

/** The share of the most frequent class. */
export function majority({ labels, labelNames }: Examples): number {
  return Math.max(...labelNames.map((_, c) => labels.filter((label) => label === c).length)) / labels.length;
}

/** How many training examples there are, if fewer than asked for: a note for people. */
export function shortage(data: Data, { trainSize }: Settings): readonly string[] {
  const size = data.train.texts.length;
  return size < trainSize
    ? [`There are only ${count(size)} training examples; ${count(trainSize)} were asked for.`]
    : [];
}
