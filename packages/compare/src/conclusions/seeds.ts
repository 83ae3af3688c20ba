import { detectableOn, fewestSeeds, mean, minimumDetectableDifference, standardDeviation } from '@advtrain/statistics';
import { count, list, points, withInterval } from '../format.ts';
import type { Comparison } from '../results/results.ts';
import { discordantShare, level, rounding } from './contrasts.ts';
import type { Contrast } from './contrasts.ts';

/** On how many examples two models must differ at least for McNemar's test to tell them apart four times in five. */
const seenAtLeast = 8;

/** The seeds that the methods have in common with the control, at most. */
export function seedsOf(contrasts: readonly Contrast[]): number {
  return Math.max(0, ...contrasts.map(({ differences }) => differences.length));
}

/** The fewest seeds with which one of the methods could differ from their control beyond chance. */
export function seedsNeeded(methods: number): number {
  return fewestSeeds(methods, level);
}

/**
 * What so many seeds will be able to show, before any is run, in a sentence: nothing, or how large a difference, in spreads of the differences
 * between seeds.
 *
 * @param seeds how many will be run.
 * @param methods how many will be compared with a control.
 */
export function aboutPower(seeds: number, methods: number): string {
  const needed = seedsNeeded(methods);
  const compared = `${count(methods)} ${methods === 1 ? 'method' : 'methods'} with a control`;
  if (seeds < needed)
    return `${seeds === 1 ? '1 seed' : `${count(seeds)} seeds`} will call nothing better or worse: comparing ${compared}, the exact paired test needs ${count(needed)} (--seeds ${needed}).`;
  const inSpreads = minimumDetectableDifference({
    seeds: Math.min(seeds, 40),
    comparisons: methods,
    level,
    sd: 1,
    simulations: 500,
  });
  return `${count(seeds)} seeds, comparing ${compared}, will show four in five differences of ${points(inSpreads / 100)} points where a difference's standard deviation over seeds is 1 point, and as much more where it is more.`;
}

/** What one seed allows to say: next to nothing, and why. */
export function aboutOneSeed(comparison: Comparison, contrasts: readonly Contrast[]): string {
  const needed = seedsNeeded(comparison.methods.length - 1);
  const isAsked = comparison.settings.seeds.length >= needed;
  const remedy = isAsked ? 'until more are done' : `and repeat with --seeds ${needed}`;
  const hidden = byMeasure(contrasts).flatMap((some) => {
    const [{ measure }] = some;
    const { examples, where } = measure;
    if (measure.counts === 'nothing' || examples < seenAtLeast) return [];
    const share = mean(some.map((contrast) => discordantShare(comparison, contrast)));
    const from = detectableOn({ examples, discordant: Math.max(share, seenAtLeast / examples) });
    return [`${points(from)} points ${where} (${count(examples)} examples)`];
  });
  return (
    `One seed proves nothing: another may turn the order of the methods around, so take this as a trial run ${remedy}.` +
    (hidden.length > 0
      ? ` Sampling error alone hides one in five differences of ${list(hidden)}, and more of smaller ones.`
      : '') +
    onOthers(contrasts)
  );
}

/** Where the best accuracy may lie on other examples, which the difference of two on the same ones does not say. */
function onOthers(contrasts: readonly Contrast[]): string {
  const some = contrasts.filter(({ measure }) => measure.counts === 'answers' && measure.sets.length === 1);
  const [best] = some.toSorted((a, b) => b.value - a.value);
  if (!best) return '';
  const { examples } = best.measure;
  return ` By itself an accuracy on ${count(examples)} examples is as uncertain as ${withInterval(best.value, examples)}.`;
}

/** How to read the numbers of several seeds, and what so many could not have shown of methods that no race has stopped. */
export function aboutSeeds(contrasts: readonly Contrast[], isEnough: boolean): string {
  const seeds = seedsOf(contrasts);
  const tested = contrasts.filter(({ verdict }) => verdict);
  if (tested.length === 0) return `In points: the mean of ${count(seeds)} seeds, and their range.`;
  const groups = byMeasure(tested);
  const methods = Math.max(...byMeasure(contrasts).map((some) => some.length));
  if (!isEnough) {
    const needed = seedsNeeded(methods);
    const seen = detectable(groups, needed, methods);
    const reading = `In points: the mean of ${count(seeds)} seeds, and their range.`;
    const few =
      `So few cannot tell ${tested.length < contrasts.length ? 'the others' : 'any of it'} from chance: with ${count(methods)} ` +
      `${methods === 1 ? 'comparison' : 'comparisons'} the exact paired test needs ${count(needed)}.`;
    return `${reading} ${few}${seen === '' ? '' : ` At the spread seen, those would show four in five differences of about ${seen}.`}`;
  }
  const seen = detectable(groups, seeds, methods);
  const reading = `In points: the mean of ${count(seeds)} seeds, and its 95 % interval.`;
  const rule = `Better or worse is what the exact paired test (at 5 % in each measure, Holm-corrected for its methods) and the interval agree on.`;
  return `${reading} ${rule}${seen === '' ? '' : ` Of differences of about ${seen} one in five would have been missed, and more of smaller ones.`}`;
}

/** How large a difference is that so many seeds find four times in five, by measure. */
function detectable(groups: readonly Group[], seeds: number, comparisons: number): string {
  const inSpreads = minimumDetectableDifference({
    seeds: Math.min(seeds, 40),
    comparisons,
    level,
    sd: 1,
    simulations: 500,
  });
  const parts = groups.flatMap((some) => {
    const spreads = some.filter((c) => c.differences.length > 1).map((c) => standardDeviation(c.differences) ** 2);
    const sd = spreads.length > 0 ? Math.sqrt(mean(spreads)) : 0;
    return sd > rounding ? [`${points(sd * inSpreads)} ${some[0].measure.where}`] : [];
  });
  return list(parts.map((part, i) => (i === 0 ? part.replace(' ', ' points ') : part)));
}

type Group = readonly [Contrast, ...Contrast[]];

function byMeasure(contrasts: readonly Contrast[]): readonly Group[] {
  const names = [...new Set(contrasts.map(({ measure }) => measure.name))];
  return names.flatMap((name) => {
    const [first, ...rest] = contrasts.filter(({ measure }) => measure.name === name);
    return first ? [[first, ...rest]] : [];
  });
}
