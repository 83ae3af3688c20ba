import { count, UsageError } from '@advtrain/compare';
import { squadFile } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import type { Settings } from '../../settings/settings.ts';
import { cut } from '../data.ts';
import type { Data } from '../data.ts';
import type { FileOptions } from './file-options.ts';
import { heldOut } from './held-out.ts';

/** Reads a file of questions about passages, whole. */
export async function loadSquad(path: string, settings: Settings, options: FileOptions & FetchOptions): Promise<Data> {
  const { columns, regression, stream, tags, tagNames, devData, onBadRow, reporter } = options;
  const flags = { columns, regression, stream, tags, 'tag-names': tagNames };
  const [given] = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given !== undefined)
    throw new UsageError(`--${given} is about other files, but ${path} has questions about passages; leave it out.`);
  const all = await squadFile(path, { onBadRow });
  reporter?.note(questionNote(path, all));
  const kind = 'question-answering';
  const [train, dev] =
    devData === undefined ? await heldOut(path, all, kind) : [all, await squadFile(devData, { onBadRow })];
  const held = devData === undefined ? 'one question in five held out' : `with ${devData}`;
  const sets = [{ id: 'development', title: 'development', examples: dev }];
  const task: Data['task'] = { kind, metrics: ['answer-f1', 'exact-match'] };
  return cut({ title: `${path}, ${held} for development`, train, sets, task }, settings);
}

function questionNote(path: string, { pairs = [], answers = [] }: Examples): string {
  const lack = answers.filter(({ texts }) => texts.length === 0).length;
  const passages = new Set(pairs).size;
  const without = lack === 0 ? '' : `, of which ${count(lack)} have no answer`;
  return `${path}: ${count(answers.length)} questions about ${count(passages)} passages${without}.`;
}
