import { quantile } from '@advtrain/statistics';
import type { Comparison, MedianRise } from '../results/results.ts';

/**
 * The median largest loss increase of each run, on the examples that the models of all methods with its seed answer rightly; none of a run that
 * was not measured, which leaves no example out.
 *
 * @param comparison the results of its runs.
 */
export function medianRises({
  methods,
  settings,
  runs: all,
}: Pick<Comparison, 'methods' | 'settings' | 'runs'>): readonly MedianRise[] {
  const reported = new Set(methods.map(({ name }) => name));
  const found: MedianRise[] = [];
  for (const seed of settings.seeds) {
    const runs = all.filter((run) => run.seed === seed && reported.has(run.method) && run.increase?.rises);
    const [first] = runs;
    if (!first) continue;
    const places = first.increase!.rises!.map((_, place) => place);
    const common = places.filter((place) => runs.every(({ increase }) => increase!.rises![place] !== null));
    if (common.length === 0) continue;
    for (const run of runs) {
      const rises = common.map((place) => run.increase!.rises![place]!);
      found.push({ method: run.method, seed, median: quantile(rises, 0.5), examples: common.length });
    }
  }
  return found;
}
