import {
  around,
  naturalEntry,
  real,
  roundUnits,
  whole,
  type MethodEntry,
  type OptionSchemas,
  type Wrapping,
} from '@advtrain/core';
import { awp } from './awp.ts';
import type { AroundOptions } from './around-options.ts';
import { startingAt } from './starting-at.ts';

const optionsWith = (gamma: number) => ({
  gamma: real({
    min: 0,
    default: gamma,
    says: 'how far each weight matrix is moved, as a share of its own norm (γ): 0.01 for images in the paper, 0.005 with TRADES; pretrained encoders bear less, such as 0.0005',
  }),
  from: whole({ min: 0, default: 0, says: 'updates before weights are perturbed; these cost as much' }),
});

type Options = ReturnType<typeof optionsWith>;

function wrapping({
  name = 'awp-natural',
  title = 'AWP',
  round = 3,
  gamma = 0.01,
}: AWPAroundOptions): Wrapping<Options> {
  return {
    name,
    title,
    package: '@advtrain/awp',
    about: 'adversarial weight perturbation: each round at weights that are worst nearby',
    paper: {
      authors: 'Wu et al.',
      year: 2020,
      title: 'Adversarial Weight Perturbation Helps Robust Generalization',
      arxiv: '2004.05884',
    },
    options: optionsWith(gamma),
    cost: `${round} more for each round`,
    units: (rounds, _, { model }) => (round / 3) * roundUnits(model) * rounds,
    plugins: (method, options) => [
      awp({ gamma: startingAt(options.from, options.gamma), round, ...(method && { method }) }),
    ],
  };
}

/** What an entry of AWP around a method is told beside it. */
export interface AWPAroundOptions extends AroundOptions {
  /** The default of γ. Default 0.01. */
  readonly gamma?: number;
}

/** What there is to know of {@link awp} around natural training. */
export const awpEntry = around(naturalEntry, wrapping({}));

/**
 * What there is to know of {@link awp} around another method.
 *
 * @param entry that of the method inside.
 * @param changes another name or title, which are made of those of `entry` else, what a round costs, and another default of γ.
 */
export function awpAround<Inner extends OptionSchemas>(
  entry: MethodEntry<Inner>,
  { name = `awp-${entry.name}`, title = `AWP + ${entry.title}`, ...rest }: AWPAroundOptions = {},
): MethodEntry<Inner & Options> {
  return around(entry, wrapping({ name, title, ...rest }));
}
