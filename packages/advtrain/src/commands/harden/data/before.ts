import { percent } from '@advtrain/compare';
import type { FetchOptions } from '@advtrain/engine/fetch';
import { load } from '@advtrain/models';
import { wilsonInterval } from '@advtrain/statistics';
import { classOrder } from '../../evaluate/subjects/class-order.ts';
import type { ClassOrder } from '../../evaluate/subjects/class-order.ts';
import { lacksHead, mustClassify } from '../../../models/classifier.ts';
import { fetching } from '../../../models/fetching.ts';
import { beginsAtRandom } from '../../../models/scratch.ts';
import type { HardenFlags } from '../asked.ts';

/** Whether a model answers the classes of the data as it is, and if not, why. */
export type Before =
  | {
      readonly measured: true;
      /** Which of its classes are taken for those of the data, where their names do not say it. */
      readonly note?: string;
    }
  | { readonly measured: false; readonly why: string };

/** What figures have to be read with: where classes were guessed, and where a model may have been trained on rows of the data before. */
export function cautionsOf(
  before: Before,
  { model, data, dev }: Pick<HardenFlags, 'model' | 'data' | 'dev'>,
): readonly string[] {
  if (!before.measured) return [];
  const guessed = before.note === undefined ? [] : [before.note];
  if (dev !== undefined) return guessed;
  return [
    ...guessed,
    `If ${model} was trained on rows of ${data}, it has seen what is reported too, and all figures flatter, those of before most: give rows that it has not seen by --dev.`,
  ];
}

/** Whether a model can be measured as it is: whether it is a classifier with the classes of the data. */
export async function beforeOf(name: string, labelNames: readonly string[], options: FetchOptions): Promise<Before> {
  if (beginsAtRandom(name)) return { measured: false, why: `${name} begins at random` };
  let own: readonly string[];
  try {
    const loaded = await load(name, fetching(options));
    if (lacksHead(loaded)) {
      loaded.model.dispose();
      return { measured: false, why: `${name} is an encoder without a trained head` };
    }
    mustClassify(name, loaded);
    loaded.model.dispose();
    own = loaded.labelNames;
  } catch (error) {
    options.signal?.throwIfAborted();
    return { measured: false, why: error instanceof Error ? error.message.replace(/\.$/, '') : String(error) };
  }
  const order = orderOf(name, labelNames, own);
  if (order) return { measured: true, ...(order.note !== undefined && { note: order.note }) };
  return {
    measured: false,
    why: `its classes are ${own.join(', ')}, and those of the data ${labelNames.join(', ')}`,
  };
}

/** Which of its classes are those of the data, as it is measured by; `undefined` where they are not the same ones. */
function orderOf(name: string, labelNames: readonly string[], own: readonly string[]): ClassOrder | undefined {
  if (own.length !== labelNames.length) return undefined;
  try {
    return classOrder(name, labelNames, own);
  } catch {
    return undefined;
  }
}

/** What a model has to be told of that answers fewer rightly than chance would; nothing of another. */
export function belowChance(
  model: string,
  { accuracy, examples, classes }: { readonly accuracy: number; readonly examples: number; readonly classes: number },
): readonly string[] {
  const { high } = wilsonInterval({ right: Math.round(accuracy * examples), examples });
  if (high >= 1 / classes) return [];
  return [
    `${model} as it was answers fewer rightly than guessing would (${percent(accuracy)}): see whether its classes are in the order of those of the data.`,
  ];
}
