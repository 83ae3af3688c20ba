import { spread } from '@advtrain/statistics';
import { cells } from '../results/cells.ts';
import type { Cell } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';

/** A method on the frontier: its median cost in units, and its median score. */
export interface FrontierPoint {
  readonly title: string;
  readonly units: number;
  readonly score: number;
}

/**
 * The methods that no other beats, neither at less cost nor at the same with a better score (Pareto), the cheapest first.
 *
 * @param comparison the results of its runs.
 * @param scoreOf the higher the better; a run of which it is no number is left out.
 */
export function frontier(comparison: Comparison, scoreOf: (cell: Cell) => number): readonly FrontierPoint[] {
  const all = comparison.methods.flatMap(({ name, title }): FrontierPoint[] => {
    const done = cells(comparison, name);
    const score = spread(done.map(scoreOf).filter(Number.isFinite));
    const units = spread(done.map(({ run }) => run.units.counted));
    return score && units ? [{ title, units: units.median, score: score.median }] : [];
  });
  all.sort((a, b) => a.units - b.units || b.score - a.score);
  let best = -Infinity;
  return all.filter(({ score }) => {
    const isBetter = score > best;
    best = Math.max(best, score);
    return isBetter;
  });
}
