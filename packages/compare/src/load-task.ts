import type { FetchOptions } from '@advtrain/engine/fetch';
import { fallback } from './fallback.ts';
import type { FileOptions } from './load-file.ts';
import { loadImages } from './load-images.ts';
import { isAboutImages } from './load-splits.ts';
import type { SplitOptions } from './load-splits.ts';
import { loadTexts } from './load-texts.ts';
import type { Settings } from './settings.ts';
import type { Task } from './task.ts';

/** How data and model are got. */
export type LoadOptions = FetchOptions & SplitOptions & FileOptions;

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
    return { settings, task: await load(settings, options) };
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

function load(settings: Settings, options: LoadOptions, notes?: readonly string[]): Promise<Task> {
  return (isAboutImages(settings.data) ? loadImages : loadTexts)(settings, options, notes);
}
