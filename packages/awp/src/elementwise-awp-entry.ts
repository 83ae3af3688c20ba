import {
  around,
  choice,
  naturalEntry,
  real,
  roundUnits,
  whole,
  type MethodEntry,
  type OptionSchemas,
  type Wrapping,
} from '@advtrain/core';
import type { AroundOptions } from './around-options.ts';
import { elementwiseAWP } from './elementwise-awp.ts';
import { startingAt } from './starting-at.ts';

const options = {
  reach: real({
    min: 0,
    default: 1,
    says: 'how far each tensor is moved before it is cut, as a share of its own norm (adv_lr)',
  }),
  cut: real({ min: 0, default: 0.01, says: 'how far each weight may go, as a share of its own size (adv_eps)' }),
  plain: choice(['dropped', 'added'], {
    default: 'dropped',
    says: 'the gradient by which weights are perturbed: dropped, or added to the one at the perturbed weights',
  }),
  from: whole({ min: 0, default: 0, says: 'updates before weights are perturbed; these cost as much' }),
};

function wrapping(given: AroundOptions): Wrapping<typeof options> {
  const { name = 'elementwise-awp', title = 'elementwise AWP', round = 3 } = given;
  return {
    name,
    title,
    package: '@advtrain/awp',
    about: 'AWP as text competitions have it: each weight moved by a share of its own size',
    options,
    cost: `${round} more for each round`,
    units: (rounds, _, { model }) => (round / 3) * roundUnits(model) * rounds,
    plugins: (method, { reach, cut, plain, from }) => [
      elementwiseAWP({ stepSize: reach, radius: startingAt(from, cut), plain, round, ...(method && { method }) }),
    ],
  };
}

/** What there is to know of {@link elementwiseAWP} around natural training. */
export const elementwiseAWPEntry = around(naturalEntry, wrapping({}));

/**
 * What there is to know of {@link elementwiseAWP} around another method.
 *
 * @param entry that of the method inside.
 * @param changes another name or title, which are made of those of `entry` else, and what a round costs.
 */
export function elementwiseAWPAround<Inner extends OptionSchemas>(
  entry: MethodEntry<Inner>,
  { name = `elementwise-awp-${entry.name}`, title = `elementwise AWP + ${entry.title}`, ...rest }: AroundOptions = {},
): MethodEntry<Inner & typeof options> {
  return around(entry, wrapping({ name, title, ...rest }));
}
