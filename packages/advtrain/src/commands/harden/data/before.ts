import type { FetchOptions } from '@advtrain/engine/fetch';
import { knownModel } from '@advtrain/models';
import { openClassifier } from '../../../models/classifier.ts';
import { families } from '../../../models/scratch.ts';

/** Whether a model answers the classes of the data as it is, and if not, why. */
export type Before = { readonly measured: true } | { readonly measured: false; readonly why: string };

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
