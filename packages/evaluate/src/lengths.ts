import type { Lengths, Model } from '@advtrain/core';
import { quantile } from '@advtrain/statistics';
import type { Norms } from './norms.ts';

/** How many training examples are measured at most. */
export const measuredAtMost = 4096;

/**
 * How long the x of a model are, which lengths such as `5%` are shares of: medians over the examples of some batches, to four significant
 * digits. Throws one sentence where no example has an x of finite numbers.
 *
 * @param model what the x are put into; its domain, if it has one, is what entries are measured by.
 * @param batches what {@link normsOf} gave of each.
 */
export function medianLengths({ domain }: Pick<Model, 'domain'>, batches: readonly Norms[]): Lengths {
  const examples = batches.flatMap((norms) => norms.examples);
  if (examples.length === 0) {
    throw new Error('No training example has an x of finite numbers, which sizes are shares of: look at the weights.');
  }
  const tokens = batches.flatMap((norms) => norms.tokens);
  const width = batches.at(-1)?.width ?? 1;
  const token = rounded(quantile(tokens, 0.5));
  return {
    example: rounded(quantile(examples, 0.5)),
    token,
    entry: domain ? domain[1] - domain[0] : rounded(token / Math.sqrt(width)),
  };
}

/** What backends compute beyond four digits differs, and nobody needs it. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
