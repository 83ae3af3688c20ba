import type { Task } from '@advtrain/compare';
import type { Settings } from '../settings/settings.ts';
import { reviews } from '@advtrain/datasets';
import { pretrained } from '@advtrain/models';
import { fallback } from '../settings/fallback.ts';
import { licenceOf } from './licence.ts';
import { loadImages } from './load-images.ts';
import type { LoadOptions } from './load-options.ts';
import { isAboutImages } from './load-splits.ts';
import { loadTexts } from './load-texts.ts';
import { suited } from './suited.ts';

/** The settings and what they need, which are other settings where some suit better, or where it fell back to what npm alone provides. */
export interface Loaded {
  readonly settings: Settings;
  readonly task: Task;
}

/**
 * Gets data and model. Says so where it falls back to others, which it does only if it may.
 *
 * @param settings what is asked for, complete.
 * @param options where to look, which settings were chosen, so that others may suit, and how the model is saved.
 */
export async function loadTask(settings: Settings, options: LoadOptions): Promise<Loaded> {
  const { said } = options;
  const reason = options.mayFallBack ? await lack(settings, options) : undefined;
  if (reason === undefined) return fitted(settings, await load(settings, options), said);
  const note =
    `Fell back to telling spam from other mail with a small model trained from scratch, which need npm alone, ` +
    `because the review sentences or the pretrained model cannot be had here: ${reason}`;
  const changed = fallback(settings);
  try {
    const task = await load(changed, options, [note]);
    options.reporter?.note(note);
    return { settings: changed, task };
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Error(`${reason} What it would fall back to cannot be had either: ${messageOf(error)}`, { cause: error });
  }
}

/** The task with what suits it, where nobody said otherwise. */
function fitted(settings: Settings, task: Task, said: ReadonlySet<string> | undefined): Loaded {
  if (said === undefined) return { settings, task };
  const { info } = task;
  const { settings: fit, notes } = suited(settings, info, said);
  return { settings: fit, task: { ...task, info: { ...info, notes: [...notes, ...info.notes] } } };
}

/** Gets the default data and model, both of which are kept, or says why one cannot be had. */
async function lack({ data, model }: Settings, options: LoadOptions): Promise<string | undefined> {
  const { from, dataFrom = from, signal } = options;
  try {
    // What is wrong with a row is said where it is read to train on.
    if (data === 'reviews') await reviews({ ...options, from: dataFrom, onBadRow: () => undefined });
    if (model === 'minilm-l6') await pretrained(model, options);
    return undefined;
  } catch (error) {
    if (signal?.aborted) throw error;
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function load(settings: Settings, options: LoadOptions, notes?: readonly string[]): Promise<Task> {
  const task = await (isAboutImages(settings.data) ? loadImages : loadTexts)(settings, options, notes);
  const licence = licenceOf(settings.data);
  return licence === undefined ? task : { ...task, info: { ...task.info, licence } };
}
