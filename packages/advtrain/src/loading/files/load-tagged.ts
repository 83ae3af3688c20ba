import { count, list, UsageError } from '@advtrain/compare';
import { looksTagged, schemeOf, taggedFile } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import { tagMetrics } from '@advtrain/evaluate';
import type { FetchOptions } from '@advtrain/engine/fetch';
import type { Settings } from '../../settings/settings.ts';
import { cut } from '../data.ts';
import type { Data } from '../data.ts';
import type { FileOptions } from './file-options.ts';
import { heldOut } from './held-out.ts';

/** So many tags are told of one by one. */
const most = 12;

/** Whether the words of a file have tags: where that is said, or it looks like that and nothing else is said. */
export async function isTagged(path: string, { tags, tagNames, columns, regression }: FileOptions): Promise<boolean> {
  const { words, tags: column, label, choices } = columns ?? {};
  const isSaid = tags === true || [tagNames, words, column].some((each) => each !== undefined);
  if (isSaid) return true;
  const isOther = regression === true || label !== undefined || choices !== undefined;
  return !isOther && looksTagged(path);
}

/** Reads a file of sentences whose words have tags, whole. */
export async function loadTagged(path: string, settings: Settings, options: FileOptions & FetchOptions): Promise<Data> {
  const { columns = {}, regression, stream, devData, measured = false, onBadRow, reporter } = options;
  if (regression) throw new UsageError('--regression is about values, but words have tags; leave out one of them.');
  if (stream) throw new UsageError(`--stream reads texts one by one, but ${path} has tagged words and is read whole.`);
  const layout = { words: columns.words, tags: columns.tags, oneClass: measured, onBadRow };
  const all = await taggedFile(path, { ...layout, tagNames: options.tagNames });
  const scheme = schemeOf(namedTags(all));
  reporter?.note(tagNote(path, all, scheme));
  const kind = 'token-classification';
  const [train, dev] =
    devData === undefined
      ? await heldOut(path, all, kind)
      : [all, await taggedFile(devData, { ...layout, tagNames: all.labelNames })];
  const held = devData === undefined ? 'one sentence in five held out' : `with ${devData}`;
  const title = `${path}, ${held} for development`;
  const sets = [{ id: 'development', title: 'development', examples: dev }];
  return cut({ title, train, sets, task: { kind, metrics: tagMetrics(scheme) }, measured }, settings);
}

function namedTags({ tags = [], labelNames }: Examples): readonly (readonly string[])[] {
  return tags.map((sentence) => sentence.map((tag) => labelNames[tag]!));
}

/** How many sentences and words there are, and of which tags. */
function tagNote(path: string, { tags = [], labelNames }: Examples, scheme: string | undefined): string {
  const counts = labelNames.map(() => 0);
  for (const tag of tags.flat()) counts[tag]!++;
  const shown = labelNames.map((name, tag) => `${name} (${count(counts[tag]!)})`);
  const rest = shown.length > most ? [`${count(shown.length - most)} more`] : [];
  const size = `${count(tags.length)} sentences, ${count(tags.flat().length)} words`;
  const how = scheme ? `entities in ${scheme}` : 'tags that are no entities';
  return `${path}: ${size} with ${how}: ${list([...shown.slice(0, most), ...rest])}.`;
}
