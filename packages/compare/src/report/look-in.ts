import { lookOf, looksOf } from '../charts/looks.ts';
import type { Look } from '../charts/looks.ts';
import type { Comparison } from '../results/results.ts';

/** How a method of a comparison is drawn; what a search has chosen looks like the method that it is a configuration of. */
export function lookIn({ methods, searches = [] }: Comparison, name: string): Look {
  const drawnAs = (each: string): string =>
    searches.find(({ points }) => points.some((point) => point.name === each))?.method ?? each;
  const looks = looksOf(methods.map((method) => drawnAs(method.name)));
  return looks.get(drawnAs(name)) ?? lookOf(drawnAs(name));
}
