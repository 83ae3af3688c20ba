import { around, naturalEntry, real, type MethodEntry, type OptionSchemas, type Wrapping } from '@advtrain/core';
import type { AroundOptions } from './around-options.ts';
import { trainingTemperature } from './training-temperature.ts';

const options = {
  temperature: real({
    above: 0,
    default: 10,
    says: 'what logits are divided by before the loss (T): 10 to 20 in TTSO',
  }),
};

function wrapping(name: string, title: string): Wrapping<typeof options> {
  return {
    name,
    title,
    package: '@advtrain/controls',
    about:
      'the loss of logits divided by a temperature: robust in appearance only, until attacked at the calibrated one',
    kinds: ['classification', 'multiple-choice', 'token-classification', 'question-answering', 'images'],
    because: 'only classes have a temperature',
    attacks: false,
    options,
    plugins: (method, given) => [...(method ? [method] : []), trainingTemperature(given)],
  };
}

/** What there is to know of {@link trainingTemperature} in natural training. */
export const trainingTemperatureEntry = around(naturalEntry, wrapping('temperature', 'temperature'));

/**
 * What there is to know of another method with {@link trainingTemperature} beside it.
 *
 * @param entry that of the method inside.
 * @param changes another name or title, which are made of those of `entry` else.
 */
export function cooledAround<Inner extends OptionSchemas>(
  entry: MethodEntry<Inner>,
  { name = `temperature-${entry.name}`, title = `temperature + ${entry.title}` }: AroundOptions = {},
): MethodEntry<Inner & typeof options> {
  return around(entry, wrapping(name, title));
}
