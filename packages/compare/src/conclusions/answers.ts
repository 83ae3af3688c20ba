import { mean } from '@advtrain/statistics';
import { list, points, signedPoints } from '../format.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import type { Contrast } from './contrasts.ts';

/** How differences are told. */
interface Reading {
  /** How many seeds the reader is told that they are of. */
  readonly seeds: number;
  /** Whether brackets have the interval of the mean, or else the range of the seeds. */
  readonly intervals: boolean;
}

/** The question of a comparison, answered for every method: what it gave against the control, in a sentence. */
export function answers(
  comparison: Comparison,
  control: string,
  contrasts: readonly Contrast[],
  reading: Reading,
): readonly string[] {
  return comparison.methods.flatMap(({ name }) => {
    const own = contrasts.filter(({ method }) => method.name === name);
    if (own.length === 0) return [];
    return [`${against(comparison, name, control)}: ${own.map((contrast) => told(contrast, reading)).join(', ')}.`];
  });
}

/** A method and what it is compared with: an unlike cost is no fair comparison, so it is said. */
function against(comparison: Comparison, method: string, control: string): string {
  const share = costShare(comparison, method, control);
  const both = `${titleOf(comparison, method)} against ${titleOf(comparison, control)}`;
  if (Math.abs(share - 1) >= 0.02) return `${both}, at ${(100 * share).toFixed(0)} % of its cost`;
  const isMatched = comparison.methods.some(({ name, matched }) => name === control && matched);
  return isMatched ? `${titleOf(comparison, method)} against natural training at the same cost` : both;
}

/** What a method cost of what its control did, over the seeds that both have. */
function costShare({ runs }: Comparison, method: string, control: string): number {
  const of = (wanted: string) => runs.filter((run) => run.method === wanted && run.status === 'finished');
  const shared = (own: readonly RunResult[], other: readonly RunResult[]) =>
    mean(own.filter(({ seed }) => other.some((run) => run.seed === seed)).map(({ units }) => units.counted));
  return shared(of(method), of(control)) / shared(of(control), of(method));
}

/** A difference in words; how many seeds it is of, where others have more. */
function told({ measure, value, differences, verdict }: Contrast, { seeds, intervals }: Reading): string {
  const difference = mean(differences);
  const of = differences.length < seeds ? `${counted(differences.length)}: ` : '';
  if (differences.length === 1) return `${measure.name} ${points(value)} (${of}${signedPoints(difference)})`;
  const { verdict: found = 'undecided', interval } = verdict ?? {};
  const range = { low: Math.min(...differences), high: Math.max(...differences) };
  const { low, high } = intervals && interval ? interval : range;
  const what = intervals && !verdict ? `range of ${counted(differences.length)}: ` : of;
  const between = `(${what}${signedPoints(low)} to ${signedPoints(high)})`;
  if (found === 'undecided') return `${measure.name} ${signedPoints(difference)} ${between}`;
  return `${measure.name} ${found} by ${points(Math.abs(difference))} ${between}`;
}

function counted(seeds: number): string {
  return `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`;
}

/** What is better and what is worse than the control beyond chance, a sentence each, or that nothing is; nothing of the stopped, which are in no test. */
export function winners(
  comparison: Comparison,
  control: string,
  groups: readonly (readonly Contrast[])[],
): readonly string[] {
  const reference = titleOf(comparison, control);
  const found = (verdict: 'better' | 'worse') => {
    const parts = groups.flatMap((some) => {
      const titles = some.filter((each) => each.verdict?.verdict === verdict).map(({ method }) => method.title);
      return titles.length > 0 ? [`${list(titles)} ${some[0]!.measure.where}`] : [];
    });
    const kind = verdict === 'better' ? 'Better' : 'Worse';
    return parts.length > 0 ? [`${kind} than ${reference} beyond chance: ${parts.join('; ')}.`] : [];
  };
  const all = [...found('better'), ...found('worse')];
  if (all.length > 0) return all;
  const isAny = groups.flat().some(({ verdict }) => !verdict);
  return [`${isAny ? 'Of those that were not stopped nothing' : 'Nothing'} differs from ${reference} beyond chance.`];
}
