import { count, textTask } from '@advtrain/compare';
import type { Task } from '@advtrain/compare';
import { sharedRows } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import { loadModel } from '../models/load-model.ts';
import { taskSettings } from '../settings/settings.ts';
import { refuseWindows } from '../options/window-options.ts';
import { trainedPart } from '../settings/trained-part.ts';
import type { Settings } from '../settings/settings.ts';
import { cutAt } from './cut.ts';
import { shortage } from './data.ts';
import type { Data } from './data.ts';
import { encode, encodeAtOnce } from './encode.ts';
import { loadData } from './load-data.ts';
import type { LoadOptions } from './load-options.ts';

/** Gets texts and an encoder. `notes` come first among the task's; with some, there is none about a shortage. */
export async function loadTexts(
  settings: Settings,
  options: LoadOptions,
  notes: readonly string[] = [],
): Promise<Task> {
  const all = await loadData(settings, options);
  const { title, train, streamed, sets, unlabelled, task, notes: ofData } = all;
  const { labelNames } = train;
  const { maxLength, docStride, maxAnswerLength, dropout, attentionDropout, gradientCheckpointing } = settings;
  const part = { ...trainedPart(settings), merge: options.merge };
  const { kind, metrics, prefixes } = task;
  if (kind !== 'question-answering') refuseWindows(settings, `${settings.data} has none`);
  const rates = { dropout, attentionDropout };
  const use = { kind, labelNames, maxLength, ...rates, ...part, gradientCheckpointing, texts: textsOf(train) };
  const model = await loadModel(settings.model, use, options);
  const { reporter, signal } = options;
  const encoding = { tokenizer: model.tokenizer, maxLength, docStride, prefixes };
  const size = (streamed?.groups ?? [train.labels.length]).reduce((sum, group) => sum + group, 0);
  const [development, ...others] = sets;
  if (!development) throw new Error('There is no development set.');
  const cut = cutAt(maxLength);
  const loaded = await textTask({
    title,
    train,
    trainSize: settings.trainSize,
    streamed: streamed && { ...streamed, encode: (some) => encodeAtOnce(some, encoding) },
    development: development.examples,
    developmentTitle: development.title,
    others,
    unlabelled,
    kind,
    metrics,
    model: { ...model, notes: [...model.notes, ...(notes.length === 0 ? shortage(size, settings) : [])] },
    encode: async (examples) => {
      const encoded = await encode(examples, { ...encoding, reporter, signal });
      cut.see(examples, encoded);
      return encoded;
    },
    vocabulary: model.tokenizer,
    padId: model.tokenizer.padId,
    maxLength,
    maxAnswerLength,
    notes: [
      ...notes,
      ...ofData,
      ...trainedOnNotes(all, development.examples, { data: settings.data, devData: options.devData }),
    ],
    settings: taskSettings(settings),
  });
  return { ...loaded, info: { ...loaded.info, notes: [...cut.notes(), ...loaded.info.notes] } };
}

/** How many examples of a file for development have texts that are trained on. */
function trainedOnNotes(
  { train, streamed }: Data,
  development: Examples,
  { data, devData }: { readonly data: string; readonly devData?: string | undefined },
): readonly string[] {
  if (devData === undefined) return [];
  const shared = sharedRows(development, train).length;
  if (shared === 0) return [];
  const have = shared === 1 ? 'has a text' : 'have texts';
  const known = streamed ? `, as far as its first ${count(train.texts.length)} training examples tell` : '';
  return [
    `${count(shared)} of ${count(development.texts.length)} development examples of ${devData} ${have} that ${data} has ` +
      `to train on too${known}: what is measured with them flatters. Take them out of one of the files.`,
  ];
}

/** All that a vocabulary has to cover. */
function textsOf({ texts, pairs = [], choices = [] }: Examples): readonly string[] {
  return [...texts, ...pairs, ...choices.flat()];
}
