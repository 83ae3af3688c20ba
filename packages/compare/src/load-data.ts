import { createHash } from 'node:crypto';
import { pick, reviews, spamAssassin, take, textFile } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { count } from './format.ts';
import { isAboutText, loadSplits, trainableTask } from './load-splits.ts';
import type { SplitOptions, Splits, TextTask } from './load-splits.ts';
import type { Settings } from './settings.ts';

/** Texts for training, development and tests elsewhere. */
export interface Data {
  /** What it is and where it comes from, in one line. */
  readonly title: string;
  /** What is asked about them. */
  readonly task: Pick<TextTask, 'kind' | 'metrics' | 'prefixes'>;
  readonly train: Examples;
  /** With their ids and titles; `development` first. */
  readonly sets: readonly { readonly id: string; readonly title: string; readonly examples: Examples }[];
  /** Test sets without labels, whole, by their splits, if they were asked for. */
  readonly unlabelled: Splits['unlabelled'];
  /** A hash of all of it but those. */
  readonly fingerprint: string;
}

/** Reads the data of a comparison, cut to its sizes. */
export async function loadData(settings: Settings, options: FetchOptions & SplitOptions): Promise<Data> {
  const { data } = settings;
  if (data === 'reviews') {
    const { train, dev, amazon, tweets } = await reviews(options);
    const rest = [
      { id: 'amazon', title: 'Amazon', examples: amazon },
      { id: 'tweets', title: 'tweets', examples: tweets },
    ];
    return cut('movie-review sentences; Amazon reviews and tweets out of domain', 'movies', train, dev, rest, settings);
  }
  if (data === 'spam' || data === 'spam-assassin') {
    const { train, dev } = await spamAssassin();
    return cut('SpamAssassin e-mails', 'mails', train, dev, [], settings);
  }
  const task = trainableTask(data);
  if (task && isAboutText(task)) return fromTask(task, settings, options);
  const [train, dev] = heldOut(await textFile(data));
  return cut(`${data}, one example in five held out for development`, 'development', train, dev, [], settings);
}

async function fromTask(task: TextTask, settings: Settings, options: SplitOptions): Promise<Data> {
  const { train, dev, others, unlabelled } = await loadSplits(task, options);
  const rest = Object.entries(others).map(([id, examples]) => ({ id, title: id, examples }));
  const title = `${task.title} (${task.name})`;
  return { ...cut(title, 'development', train, dev, rest, settings), task, unlabelled };
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
  const parts: Omit<Data, 'fingerprint'> = {
    title,
    task: { kind: 'classification', metrics: ['accuracy'] },
    unlabelled: {},
    train: some(train, trainSize),
    sets: [
      { id: 'development', title: development, examples: some(dev, developmentSize) },
      ...rest.map((set) => ({ ...set, examples: some(set.examples, testSize) })),
    ],
  };
  const content = [parts.train, ...parts.sets.map((set) => set.examples)].map(
    ({ texts, pairs, choices, passages, labels }) => [texts, labels, pairs, choices, passages].filter(Boolean),
  );
  return { ...parts, fingerprint: createHash('sha256').update(JSON.stringify(content)).digest('hex') };
}

/** The share of the most frequent answer; 0 in a regression, which has none. */
export function majority({ task: { kind } }: Data, { labels }: Examples): number {
  if (kind === 'regression') return 0;
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(...counts.values()) / labels.length;
}

/** How many training examples there are, if fewer than asked for: a note for people. */
export function shortage(size: number, { trainSize }: Settings): readonly string[] {
  return size < trainSize
    ? [`There are only ${count(size)} training examples; ${count(trainSize)} were asked for.`]
    : [];
}
