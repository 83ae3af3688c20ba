import {
  around,
  naturalEntry,
  real,
  roundUnits,
  type MethodEntry,
  type OptionSchemas,
  type Wrapping,
} from '@advtrain/core';
import { ascentOptions, movesOf, type AroundOptions } from './options.ts';
import { sam } from './sam.ts';

const options = {
  rho: real({ min: 0, default: 0.05, says: 'how far all parameters together are moved (ρ)' }),
  ...ascentOptions,
};

function wrapping({ name = 'sam', title = 'SAM', round = 3 }: AroundOptions): Wrapping<typeof options> {
  return {
    name,
    title,
    package: '@advtrain/sam',
    about: 'sharpness-aware minimisation: the gradient is taken where the parameters are worst nearby',
    paper: {
      authors: 'Foret et al.',
      year: 2021,
      title: 'Sharpness-Aware Minimization for Efficiently Improving Generalization',
      arxiv: '2010.01412',
    },
    options,
    cost: `${round} more for each round`,
    units: (rounds, _, { model }) => (round / 3) * roundUnits(model) * rounds,
    plugins: (method, { rho, fixed, masks }) => [
      sam({ rho, masks, round, ...movesOf(fixed), ...(method && { method }) }),
    ],
  };
}

/** What there is to know of {@link sam} around natural training. */
export const samEntry = around(naturalEntry, wrapping({}));

/**
 * What there is to know of {@link sam} around another method.
 *
 * @param entry that of the method inside.
 * @param changes another name or title, which are made of those of `entry` else, and what a round costs.
 */
export function samAround<Inner extends OptionSchemas>(
  entry: MethodEntry<Inner>,
  { name = `sam-${entry.name}`, title = `SAM + ${entry.title}`, ...rest }: AroundOptions = {},
): MethodEntry<Inner & typeof options> {
  return around(entry, wrapping({ name, title, ...rest }));
}
