import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Settings } from '../../settings/settings.ts';
import { looksLikeSquad, textFile } from '@advtrain/datasets';
import type { LabelKind, TextFileOptions } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { classNotes, countsOf } from './class-notes.ts';
import { cut } from '../data.ts';
import type { Data } from '../data.ts';
import { developmentOf, kindOf } from './file-options.ts';
import type { FileOptions } from './file-options.ts';
import { loadLargeFile } from './load-large-file.ts';
import { heldOut } from './held-out.ts';
import { loadSquad } from './load-squad.ts';
import { isTagged, loadTagged } from './load-tagged.ts';

/** Larger files are not read whole, in bytes. */
const large = 2 ** 27;

/** What the labels of a file of one's own are, as far as it is said or looks like it. */
export async function kindOfFile(path: string, options: FileOptions): Promise<LabelKind> {
  if (!existsSync(path)) return kindOf(options);
  if (await looksLikeSquad(path)) return 'question-answering';
  return (await isTagged(path, options)) ? 'token-classification' : kindOf(options);
}

/** Reads a file of one's own, or as much of it as is held in memory. */
export async function loadFile(settings: Settings, options: FileOptions & FetchOptions): Promise<Data> {
  const { data } = settings;
  if (await looksLikeSquad(data)) return loadSquad(data, settings, options);
  if (await isTagged(data, options)) return loadTagged(data, settings, options);
  const layout: TextFileOptions = {
    ...options.columns,
    ...(options.regression ? { regression: true } : {}),
    ...(options.measured ? { oneClass: true } : {}),
    onBadRow: options.onBadRow,
    onNote: (sentence) => options.reporter?.note(sentence),
  };
  const kind = kindOf(options);
  const task: Data['task'] = { kind, metrics: kind === 'regression' ? ['pearson', 'spearman'] : ['accuracy'] };
  if (options.stream === true || (await stat(data)).size > large) return loadLargeFile(settings, layout, task, options);
  const all = await textFile(data, layout);
  for (const note of classNotes(data, all.labelNames, countsOf(all), options)) options.reporter?.note(note);
  const [train, dev] =
    options.devData === undefined ? await heldOut(data, all, kind) : [all, await developmentOf(options, layout, all)];
  const title =
    options.devData === undefined
      ? `${data}, one example in five held out for development`
      : `${data}, with ${options.devData} for development`;
  const sets = [{ id: 'development', title: 'development', examples: dev }];
  return cut({ title, train, sets, task, measured: options.measured }, settings);
}
