import type { FetchOptions } from '@advtrain/engine/fetch';
import { knownModel } from '@advtrain/models';
import { openClassifier } from '../../../models/classifier.ts';
import { families } from '../../../models/scratch.ts';
import type { HardenFlags } from '../asked.ts';

/** Whether a model answers the classes of the data as it is, and if not, why. */
export type Before = { readonly measured: true } | { readonly measured: false; readonly why: string };

/** What figures have to be read with where a model may have been trained on rows of the data before. */
export function cautionsOf(
  { measured }: Before,
  { model, data, dev }: Pick<HardenFlags, 'model' | 'data' | 'dev'>,
): readonly string[] {
  if (!measured || dev !== undefined) return [];
  return [
    `If ${model} was trained on rows of ${data}, it has seen what is reported too, and all figures flatter, those of before most: give rows that it has not seen by --dev.`,
  ];
}

/** Whether a model can be measured as it is: whether it is a classifier with the classes of the data. */
export async function beforeOf(name: string, labelNames: readonly string[], options: FetchOptions): Promise<Before> {
  if (name === 'scratch' || families.some((family) => name === `tiny-${family}`))
    return { measured: false, why: `${name} begins at random` };
  // What is known by a short name has no head.
  if (knownModel(name)) return { measured: false, why: `${name} is an encoder without a trained head` };
  let own: readonly string[];
  try {
    const loaded = await openClassifier(name, options);
    loaded.model.dispose();
    own = loaded.labelNames;
  } catch (error) {
    options.signal?.throwIfAborted();
    return { measured: false, why: error instanceof Error ? error.message.replace(/\.$/, '') : String(error) };
  }
  const plain = (names: readonly string[]) =>
    [...names]
      .map((each) => each.toLowerCase())
      .sort()
      .join('\n');
  const isNameless = own.length === labelNames.length && own.every((each, label) => each === `LABEL_${label}`);
  if (isNameless || plain(own) === plain(labelNames)) return { measured: true };
  return {
    measured: false,
    why: `its classes are ${own.join(', ')}, and those of the data ${labelNames.join(', ')}`,
  };
}
