import { around, naturalEntry, real, type MethodEntry, type OptionSchemas, type Wrapping } from '@advtrain/core';
import { flooding } from './flooding.ts';

const options = {
  level: real({ min: 0, default: 0.1, says: 'the loss below which training turns round (b)' }),
};

function wrapping(name: string, title: string): Wrapping<typeof options> {
  return {
    name,
    title,
    package: '@advtrain/flooding',
    about: 'training that keeps the loss at a level',
    paper: {
      authors: 'Ishida et al.',
      year: 2020,
      title: 'Do We Need Zero Training Loss After Achieving Zero Training Error?',
      arxiv: '2002.08709',
    },
    attacks: false,
    options,
    plugins: (method, given) => [...(method ? [method] : []), flooding(given)],
  };
}

/** What there is to know of {@link flooding} in natural training. */
export const floodingEntry = around(naturalEntry, wrapping('flooding', 'flooding'));

/**
 * What there is to know of another method with {@link flooding} beside it.
 *
 * @param entry that of the method inside.
 * @param changes another name or title, which are made of those of `entry` else.
 */
export function floodingAround<Inner extends OptionSchemas>(
  entry: MethodEntry<Inner>,
  { name = `flooding-${entry.name}`, title = `flooding + ${entry.title}` }: FloodingAroundOptions = {},
): MethodEntry<Inner & typeof options> {
  return around(entry, wrapping(name, title));
}

/** What {@link floodingAround} is told beside the method. */
export interface FloodingAroundOptions {
  /** Unique among the methods of a run. Default: `flooding-` and the method's name. */
  readonly name?: string;
  /** What tables call it. Default: flooding, `+`, and the method's title. */
  readonly title?: string;
}
