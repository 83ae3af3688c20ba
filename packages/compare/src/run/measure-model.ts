import type { Model } from '@advtrain/core';
import { settled } from '../asked.ts';
import type { Asked } from '../asked.ts';
import type { MeasureProgress, RunEvent } from '../events.ts';
import { lengthsOf } from '../task/lengths.ts';
import { madeOf } from '../words/made.ts';
import type { WordAids } from '../words/made.ts';
import { breather } from './interrupted.ts';
import { measure } from './measure.ts';
import type { Measured } from './measure.ts';
import { measuringEvent } from '../words/progress.ts';

/** What a model is called while it is measured, and who hears of it. */
export interface MeasureModelOptions {
  /** What it is called. */
  readonly title: string;
  /** The models that `wordAttack` names, opened. Default: it names none. */
  readonly wordAids?: WordAids;
  /**
   * Told how far attacks on words are. Default: nobody is.
   *
   * @param event how far one is.
   */
  readonly on?: (event: RunEvent) => void;
  /** Stops soon after it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Measures a model as `compare` measures what it has trained, on the same examples under the same attacks: for a model that no single
 * training made, such as an average of several.
 *
 * @param model it stays the caller's.
 * @param asked the comparison that it is measured like; `task` is to be that of the model.
 * @param options what the model is called, and who is told.
 */
export async function measureModel(
  model: Model,
  asked: Asked,
  { title, wordAids, on, signal }: MeasureModelOptions,
): Promise<Measured> {
  const { task, settings } = settled(asked);
  const { attack, wordAttack, seeds } = settings;
  const seed = seeds[0] ?? 1;
  const words = wordAttack && (await madeOf(wordAttack, wordAids));
  const measuring = {
    task,
    ...(attack && { attack }),
    ...(words && { words }),
    lengths: await lengthsOf(task),
    progress: (at: MeasureProgress) => on?.(measuringEvent({ method: title, title, seed }, at)),
    isRestored: false,
  };
  return measure(model, { steps: 0 }, measuring, breather(signal));
}
