import {
  around,
  choice,
  naturalEntry,
  real,
  roundUnits,
  type MethodEntry,
  type OptionSchemas,
  type Wrapping,
} from '@advtrain/core';
import { ascentOptions, movesOf, type AroundOptions } from './options.ts';
import { asam } from './asam.ts';

const options = {
  rho: real({
    min: 0,
    default: 0.5,
    says: 'how far all parameters together are moved, in proportion to their sizes (ρ)',
  }),
  eta: real({ min: 0, default: 0.01, says: 'added to the sizes (η)' }),
  biases: choice(['unscaled', 'scaled'], {
    default: 'unscaled',
    says: 'whether biases are moved in proportion to their size too',
  }),
  ...ascentOptions,
};

function wrapping({ name = 'asam', title = 'ASAM', round = 3 }: AroundOptions): Wrapping<typeof options> {
  return {
    name,
    title,
    package: '@advtrain/sam',
    about: 'adaptive sharpness-aware minimisation: SAM whose reach is in proportion to the weights',
    paper: {
      authors: 'Kwon et al.',
      year: 2021,
      title: 'ASAM: Adaptive Sharpness-Aware Minimization for Scale-Invariant Learning of Deep Neural Networks',
      arxiv: '2102.11600',
    },
    options,
    cost: `${round} more for each round`,
    units: (rounds, _, { model }) => (round / 3) * roundUnits(model) * rounds,
    plugins: (method, { rho, eta, biases, fixed, masks }) => [
      asam({
        rho,
        eta,
        masks,
        round,
        ...(biases === 'scaled' && { scales: () => true }),
        ...movesOf(fixed),
        ...(method && { method }),
      }),
    ],
  };
}

/** What there is to know of {@link asam} around natural training. */
export const asamEntry = around(naturalEntry, wrapping({}));

/**
 * What there is to know of {@link asam} around another method.
 *
 * @param entry that of the method inside.
 * @param changes another name or title, which are made of those of `entry` else, and what a round costs.
 */
export function asamAround<Inner extends OptionSchemas>(
  entry: MethodEntry<Inner>,
  { name = `asam-${entry.name}`, title = `ASAM + ${entry.title}`, ...rest }: AroundOptions = {},
): MethodEntry<Inner & typeof options> {
  return around(entry, wrapping({ name, title, ...rest }));
}
