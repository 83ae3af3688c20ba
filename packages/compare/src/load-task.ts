import { encodeChoices } from '@advtrain/datasets';
import type { Encoded, Examples } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import type { Tokenizer } from '@advtrain/models';
import { fallback } from './fallback.ts';
import { loadData, majority, shortage } from './load-data.ts';
import type { Data } from './load-data.ts';
import { loadModel } from './load-model.ts';
import type { StartingModel } from './load-model.ts';
import type { SplitOptions } from './load-splits.ts';
import type { Settings } from './settings.ts';
import { hash } from './store.ts';
import type { Task } from './task.ts';

/** How data and model are got. */
export type LoadOptions = FetchOptions & SplitOptions;

/** The settings and what they need, which are other settings where it fell back to what npm alone provides. */
export interface Loaded {
  readonly settings: Settings;
  readonly task: Task;
}

/**
 * Gets data and model. Where the default ones cannot be had (no pip, no network), falls back to e-mails and a model
 * from scratch, which need neither, and says so; what the user named is never replaced.
 */
export async function loadTask(settings: Settings, options: LoadOptions): Promise<Loaded> {
  const isDefault = settings.data === 'reviews' && settings.model === 'minilm-l6';
  try {
    return { settings, task: await load(settings, options, []) };
  } catch (error) {
    if (!isDefault || options.signal?.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const note =
      `Fell back to telling spam from other mail with a small model trained from scratch, which need npm alone, ` +
      `because the review sentences or the pretrained model cannot be had here: ${reason}`;
    options.reporter?.note(note);
    const changed = fallback(settings);
    return { settings: changed, task: await load(changed, options, [note]) };
  }
}

async function load(settings: Settings, options: LoadOptions, notes: readonly string[]): Promise<Task> {
  const data = await loadData(settings, options);
  const { labelNames } = data.train;
  const { maxLength, dropout, attentionDropout } = settings;
  const { kind, metrics } = data.task;
  const use = { kind, labelNames, maxLength, dropout, attentionDropout, texts: textsOf(data.train) };
  const model = await loadModel(settings.model, use, options);
  const encode = (examples: Examples) => encoded(examples, data, model.tokenizer, maxLength);
  const set = (examples: Examples) => ({ encoded: encode(examples), labels: examples.labels });
  return {
    ...{ kind, metrics },
    info: {
      data: data.title,
      model: model.title,
      parameters: await sizeOf(model),
      classes: labelNames,
      trainExamples: data.train.labels.length,
      sets: data.sets.map(({ id, title, examples }) => ({
        ...{ id, title, examples: examples.texts.length },
        majority: majority(data, examples),
      })),
      notes: [...notes, ...model.notes, ...(notes.length === 0 ? shortage(data, settings) : [])],
    },
    train: set(data.train),
    sets: Object.fromEntries(data.sets.map(({ id, examples }) => [id, set(examples)])),
    unlabelled: Object.fromEntries(Object.entries(data.unlabelled).map(([name, some]) => [name, encode(some)])),
    padId: model.tokenizer.padId,
    model: (seed) => model.fresh(seed),
    save: (folder, params) => model.save(folder, params),
    fingerprint: hash([data.fingerprint, model.fingerprint]),
  };
}

/** Numbers in a model. */
async function sizeOf({ fresh }: StartingModel): Promise<number> {
  const model = await fresh(0);
  const parameters = Object.values(model.params).reduce((sum, { size }) => sum + size, 0);
  model.dispose();
  return parameters;
}

/** All that a vocabulary has to cover. */
function textsOf({ texts, pairs = [], choices = [] }: Examples): readonly string[] {
  return [...texts, ...pairs, ...choices.flat()];
}

function encoded(examples: Examples, { task }: Data, tokenizer: Tokenizer, maxLength: number): readonly Encoded[] {
  const all = (some: Pick<Examples, 'texts' | 'pairs'>) => tokenizer.encodeAll(some, { maxLength });
  return examples.choices
    ? encodeChoices(examples, all, task.prefixes ? { prefixes: task.prefixes } : {})
    : all(examples);
}
