import { mean } from '@advtrain/statistics';
import { list, points, signedPoints } from '../format.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';
import type { Contrast } from './contrasts.ts';
import { costShare } from './control.ts';

/** How differences are told. */
interface Reading {
  /** How many seeds the reader is told that they are of. */
  readonly seeds: number;
  /** Whether brackets have the interval of the mean, or else the range of the seeds. */
  readonly intervals: boolean;
}

/** The question of a comparison, answered for every method: what it gave against its control, in a sentence. */
export function answers(comparison: Comparison, contrasts: readonly Contrast[], reading: Reading): readonly string[] {
  return comparison.methods.flatMap(({ name }) => {
    const own = contrasts.filter(({ method }) => method.name === name);
    const [first] = own;
    if (!first) return [];
    return [
      `${against(comparison, name, first.control)}: ${own.map((contrast) => told(contrast, reading)).join(', ')}.`,
    ];
  });
}

/** A method and what it is compared with: an unlike cost is no fair comparison, so it is said. */
function against(comparison: Comparison, method: string, control: string): string {
  const share = costShare(comparison, method, control);
  const both = `${titleOf(comparison, method)} against ${titleOf(comparison, control)}`;
  if (Math.abs(share - 1) >= 0.02) return `${both}, at ${(100 * share).toFixed(0)} % of its cost`;
  const isNatural = comparison.methods.some((each) => each.name === control && (each.matched ?? control === 'natural'));
  return isNatural ? `${titleOf(comparison, method)} against natural training at the same cost` : both;
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

/** What is better and what is worse than its control beyond chance, a sentence each, or that nothing is; nothing of the stopped, which are in no test. */
export function winners(
  comparison: Comparison,
  control: string,
  groups: readonly (readonly Contrast[])[],
): readonly string[] {
  const found = (verdict: 'better' | 'worse', than: string) => {
    const parts = groups.flatMap((some) => {
      const here = some.filter((each) => each.verdict?.verdict === verdict && each.control === than);
      const titles = here.map(({ method }) => method.title);
      return titles.length > 0 ? [`${list(titles)} ${some[0]!.measure.where}`] : [];
    });
    const kind = verdict === 'better' ? 'Better' : 'Worse';
    return parts.length > 0 ? [`${kind} than ${titleOf(comparison, than)} beyond chance: ${parts.join('; ')}.`] : [];
  };
  const controls = controlsIn(groups.flat(), control);
  const all = controls.flatMap((than) => [...found('better', than), ...found('worse', than)]);
  if (all.length > 0) return all;
  const isAny = groups.flat().some(({ verdict }) => !verdict);
  const references = controls.map((than) => titleOf(comparison, than)).join(' or ');
  return [`${isAny ? 'Of those that were not stopped nothing' : 'Nothing'} differs from ${references} beyond chance.`];
}

/** What methods are compared with, the control that most have first. */
export function controlsIn(contrasts: readonly Contrast[], control: string): readonly string[] {
  return [...new Set([control, ...contrasts.map((each) => each.control)])];
}
