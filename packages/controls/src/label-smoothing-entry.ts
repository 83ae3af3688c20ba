import { around, naturalEntry, real, type MethodEntry, type OptionSchemas, type Wrapping } from '@advtrain/core';
import type { AroundOptions } from './around-options.ts';
import { labelSmoothing } from './label-smoothing.ts';

const options = {
  epsilon: real({ min: 0, below: 1, default: 0.1, says: 'the share of a label that is spread over all classes (ε)' }),
};

function wrapping(name: string, title: string): Wrapping<typeof options> {
  return {
    name,
    title,
    package: '@advtrain/controls',
    about: 'labels that are spread a little over all classes',
    paper: {
      authors: 'Szegedy et al.',
      year: 2016,
      title: 'Rethinking the Inception Architecture for Computer Vision',
      arxiv: '1512.00567',
    },
    kinds: ['classification', 'multiple-choice', 'token-classification', 'images'],
    because: 'it spreads labels over classes that are the same for every example',
    attacks: false,
    options,
    plugins: (method, given) => [...(method ? [method] : []), labelSmoothing(given)],
  };
}

/** What there is to know of {@link labelSmoothing} in natural training. */
export const labelSmoothingEntry = around(naturalEntry, wrapping('label-smoothing', 'label smoothing'));

/**
 * What there is to know of another method with {@link labelSmoothing} beside it.
 *
 * @param entry that of the method inside.
 * @param changes another name or title, which are made of those of `entry` else.
 */
export function smoothedAround<Inner extends OptionSchemas>(
  entry: MethodEntry<Inner>,
  { name = `label-smoothing-${entry.name}`, title = `label smoothing + ${entry.title}` }: AroundOptions = {},
): MethodEntry<Inner & typeof options> {
  return around(entry, wrapping(name, title));
}
