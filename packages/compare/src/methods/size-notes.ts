import { lengthUnitOf } from '@advtrain/core';
import type { Measured, MethodEntry } from '@advtrain/core';
import { rounded } from '../format.ts';
import type { MethodOptions } from './configured.ts';
import { shareText, sizeOf } from './sizes.ts';

/** What perturbations of embeddings are useful at: 3 to 12 % of ‖x‖ where they help, by what is published. */
const least = 0.001;
const most = 0.2;

/**
 * A sentence for each length of a method that is far from what is useful, above 20 % of the median ‖x‖ or below 0.1 %. A method's own
 * default is as published and needs none, nor does what is 0, nor the pixels of images, where 20 % is nothing unusual.
 *
 * @param entry the method.
 * @param options its options as they are set.
 * @param measured the lengths of the data, of which lengths are shares.
 */
export function sizeNotes(
  { title, name, options: schemas }: Pick<MethodEntry, 'title' | 'name' | 'options'>,
  options: MethodOptions,
  measured: Measured,
): readonly string[] {
  if (measured.model.domain) return [];
  return Object.entries(schemas).flatMap(([option, schema]) => {
    const unit = lengthUnitOf(schema);
    const value = options[option];
    if (unit === undefined || value === (schema as { readonly default?: unknown }).default) return [];
    const size = sizeOf(value, unit, measured);
    if (!size || size.share === 0 || (size.share >= least && size.share <= most)) return [];
    const far =
      size.share > most ? 'more than 20%, which tends to drown a text' : 'less than 0.1%, which hardly changes a thing';
    return [
      `${title}: ${option} is ${rounded(size.absolute)}, ${shareText(size.share)} of the median ‖x‖, ${far}; what helps is ` +
        `mostly 3% to 12% in all: try ${name}.${option}=5%.`,
    ];
  });
}
