import { lookOf } from '../charts/looks.ts';
import type { Look } from '../charts/looks.ts';
import type { Comparison } from '../results/results.ts';

/** How a method of a comparison is drawn; what a search has chosen looks like the method that it is a configuration of. */
export function lookIn({ searches = [] }: Comparison, name: string): Look {
  const search = searches.find(({ points }) => points.some((point) => point.name === name));
  return lookOf(search?.method ?? name);
}
