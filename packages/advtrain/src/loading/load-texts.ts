import { hash, heldTraining, streamedTraining } from '@advtrain/compare';
import type { Settings, Task } from '@advtrain/compare';
import type { Examples } from '@advtrain/datasets';
import { textSet } from '@advtrain/evaluate';
import { loadModel } from '../models/load-model.ts';
import { majority, shortage } from './data.ts';
import { encode, encodeAtOnce } from './encode.ts';
import { loadData } from './load-data.ts';
import type { LoadOptions } from './load-options.ts';

/** Gets texts and an encoder. `notes` come first among the task's; with some, there is none about a shortage. */
export async function loadTexts(
  settings: Settings,
  options: LoadOptions,
  notes: readonly string[] = [],
): Promise<Task> {
  const data = await loadData(settings, options);
  const { labelNames } = data.train;
  const { maxLength, dropout, attentionDropout, gradientCheckpointing } = settings;
  const { kind, metrics, prefixes } = data.task;
  const rates = { dropout, attentionDropout };
  const use = { kind, labelNames, maxLength, ...rates, gradientCheckpointing, texts: textsOf(data.train) };
  const model = await loadModel(settings.model, use, options);
  const { tokenizer } = model;
  const { reporter, signal } = options;
  const batching = { padId: tokenizer.padId, maxLength, regression: kind === 'regression' };
  const encoding = { tokenizer, maxLength, prefixes };
  const set = async (examples: Examples, labels?: readonly number[]) =>
    textSet(await encode(examples, { ...encoding, reporter, signal }), labels, batching);
  const { train, streamed } = data;
  const training = streamed
    ? streamedTraining({ ...batching, ...streamed, encode: (some) => encodeAtOnce(some, encoding) })
    : heldTraining(await set(train, train.labels));
  const size = (streamed?.groups ?? [train.labels.length]).reduce((sum, group) => sum + group, 0);
  return {
    kind,
    metrics,
    info: {
      data: data.title,
      model: model.title,
      parameters: model.parameters,
      classes: labelNames,
      trainExamples: size,
      sets: data.sets.map(({ id, title, examples }) => ({
        id,
        title,
        examples: examples.texts.length,
        majority: majority(data, examples),
      })),
      notes: [...notes, ...model.notes, ...(notes.length === 0 ? shortage(size, settings) : [])],
    },
    train: training,
    sets: await each(data.sets, async ({ id, examples }) => [id, await set(examples, examples.labels)]),
    unlabelled: await each(Object.entries(data.unlabelled), async ([name, examples]) => [name, await set(examples)]),
    ...(kind === 'classification' ? { attacked: 'development' } : {}),
    model: (seed) => model.fresh(seed),
    save: (folder, params) => model.save(folder, params),
    fingerprint: hash([data.fingerprint, model.fingerprint]),
  };
}

/** An object out of what is made of each item, one after the other. */
async function each<Item, Value>(items: readonly Item[], make: (item: Item) => Promise<[string, Value]>) {
  const entries: [string, Value][] = [];
  for (const item of items) entries.push(await make(item));
  return Object.fromEntries(entries);
}

/** All that a vocabulary has to cover. */
function textsOf({ texts, pairs = [], choices = [] }: Examples): readonly string[] {
  return [...texts, ...pairs, ...choices.flat()];
}
