import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { percent, points } from '@advtrain/compare';
import type { MetricName } from '@advtrain/datasets';
import { knownModel } from '@advtrain/models';
import type { CardMetric } from '@advtrain/models';
import { wilsonInterval } from '@advtrain/statistics';
import { trainableTask } from '../loading/load-splits.ts';

/** What the hub calls metrics. */
const hubNames: Readonly<Record<MetricName, string>> = {
  accuracy: 'accuracy',
  f1: 'f1',
  matthews: 'matthews_correlation',
  pearson: 'pearsonr',
  spearman: 'spearmanr',
};

/** A score as a card has it; an accuracy with its interval. */
export function cardMetric(name: string, value: number, examples: number): CardMetric {
  const type = name in hubNames ? hubNames[name as MetricName] : name;
  const text = name === 'accuracy' ? intervalText(value, examples) : points(value);
  return { type, name: name[0]!.toUpperCase() + name.slice(1), value, text };
}

/** A share of so many examples in percent, with its 95 % interval: `86.4 % (95 %: 84.2–88.4)`. */
export function intervalText(share: number, examples: number): string {
  const { low, high } = wilsonInterval({ right: Math.round(share * examples), examples });
  return `${percent(share)} (95 %: ${points(low)}–${points(high)})`;
}

/** The model that one of that name is on the hub, as `owner/name`; `undefined` for a folder, and one that began at random. */
export function hubModel(name: string): string | undefined {
  if (existsSync(name)) return undefined;
  return knownModel(name)?.hub ?? (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(name) ? name : undefined);
}

/** A text that calls files and folders by their last names alone: where they lie is nobody's business where a card is published. */
export function withoutFolders(text: string, paths: readonly string[]): string {
  const longestFirst = [...paths].sort((one, other) => other.length - one.length);
  return longestFirst.reduce((whole, path) => whole.replaceAll(path, basename(path)), text);
}

/** What kind of data those of that name are: a task's own name, or what a file's name ends in. */
export function dataKind(data: string): string {
  if (data === 'reviews' || data === 'spam' || trainableTask(data)) return data;
  return extname(basename(data)).slice(1) || 'file';
}

/** What no measurement of robustness says, for the limits of a card. */
export const robustnessLimits: readonly string[] = [
  'Accuracy under attack is what these attacks leave, with what they may spend: stronger ones, and people, may leave less.',
  'It was measured on examples of the kind that it was trained on; on others it may be anything.',
];
