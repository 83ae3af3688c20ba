import { count, list, percent, points } from '../format.ts';
import { cells, collapsed, titleOf } from '../results/cells.ts';
import { miscounted } from '../results/miscounted.ts';
import { headlineOf } from '../results/radii.ts';
import type { Comparison, RunResult } from '../results/results.ts';
import { fewestSeeds, holm, pairedDifferences, signFlipTest, spread, standardError } from '@advtrain/statistics';
import type { BySeed } from '@advtrain/statistics';
import { seenInTraining } from './seen-in-training.ts';

const level = 0.05;

/** What the runs allow to conclude, in plain sentences: failures first, then accuracy, robustness, and what is missing. */
export function conclusions(comparison: Comparison): readonly string[] {
  if (comparison.runs.length === 0) return ['No run has finished yet.'];
  const control = controlOf(comparison);
  const headline = headlineOf(comparison);
  return [
    ...failures(comparison),
    ...seenInTraining(comparison),
    ...miscounts(comparison),
    ...(control ? aboutSeeds(comparison) : []),
    ...(control ? compared(comparison, control, 'accuracy', measureOf(comparison)) : []),
    ...(control && headline
      ? compared(comparison, control, 'robust', `Accuracy under attack at ε = ${headline.text}`)
      : []),
  ];
}

/** What the development set is measured by, as a sentence begins: accuracy, or a regression's first metric. */
function measureOf({ runs }: Comparison): string {
  const run = runs.find(({ status }) => status === 'finished');
  const [metric = 'accuracy'] = run?.accuracy['development'] === undefined ? metricsOf(run) : [];
  return `${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
}

function metricsOf(run: RunResult | undefined): readonly string[] {
  return Object.keys(run?.scores?.['development'] ?? {});
}

/** The method that the others are compared with: a control at the dearest's cost, else natural training, else the first. */
export function controlOf(comparison: Comparison): string | undefined {
  const sound = comparison.methods.filter(({ name }) => isSound(comparison, name));
  const control = sound.find(({ matched }) => matched) ?? sound.find(({ name }) => name === 'natural') ?? sound[0];
  return control?.name;
}

function isSound(comparison: Comparison, method: string): boolean {
  const runs = comparison.runs.filter((run) => run.method === method);
  return runs.length > 0 && !runs.some((run) => run.status !== 'finished' || collapsed(run, comparison));
}

function failures(comparison: Comparison): readonly string[] {
  return comparison.methods.flatMap(({ name, title }) => {
    const runs = comparison.runs.filter((run) => run.method === name);
    const diverged = runs.filter((run) => run.status === 'diverged');
    const constant = runs.filter((run) => collapsed(run, comparison));
    const of = (some: readonly unknown[]) => (runs.length === 1 ? '' : ` in ${some.length} of ${runs.length} seeds`);
    return [
      ...(diverged.length > 0 ? [`${title} diverged${of(diverged)}: its loss stopped being a number.`] : []),
      ...constant.slice(0, 1).map((run) => {
        const favourite = comparison.task.classes[run.predicted.indexOf(Math.max(...run.predicted))] ?? 'one class';
        return (
          `${title} collapsed${of(constant)}: it answers “${favourite}” whatever the ${comparison.task.images ? 'image shows' : 'sentence says'}, ` +
          `so neither its accuracy nor its accuracy under attack is an achievement.`
        );
      }),
    ];
  });
}

/** What methods say of their cost, where it is not what was counted: a sentence a method. */
function miscounts(comparison: Comparison): readonly string[] {
  return comparison.methods.flatMap(({ name, title }) => {
    const runs = comparison.runs.filter(({ method }) => method === name);
    return runs.flatMap((run) => miscounted(run, title) ?? []).slice(0, 1);
  });
}

function aboutSeeds(comparison: Comparison): readonly string[] {
  const seeds = new Set(comparison.runs.map((run) => run.seed)).size;
  const development = comparison.task.sets[0];
  if (seeds > 1 || !development) return [];
  const one =
    `One seed proves nothing: another seed may turn the order of the methods around, so read these numbers as a ` +
    `trial run and repeat with --seeds ${seedsFor(comparison)}.`;
  if (measureOf(comparison) !== 'Accuracy') return [one];
  const best = Math.max(...comparison.runs.map((run) => run.accuracy[development.id] ?? 0.5));
  const error = standardError(best, development.examples);
  return [
    `${one} On ${count(development.examples)} examples the sampling error alone ` +
      `of an accuracy of ${percent(best)} is ±${points(error)} points.`,
  ];
}

/** The fewest seeds with which one of the methods could differ from the others' control beyond chance. */
function seedsFor({ methods }: Comparison): number {
  return fewestSeeds(methods.length - 1, level);
}

interface Difference {
  readonly title: string;
  readonly differences: readonly number[];
  readonly p: number;
}

function compared(
  comparison: Comparison,
  control: string,
  measure: 'accuracy' | 'robust',
  what: string,
): readonly string[] {
  const reference = bySeed(comparison, control, measure);
  const others = comparison.methods.filter((m) => m.name !== control && isSound(comparison, m.name));
  const raw = others.map((m) => ({
    title: `${m.title}${costAgainst(comparison, m.name, control)}`,
    differences: pairedDifferences(bySeed(comparison, m.name, measure), reference),
  }));
  const ps = holm(raw.map((r) => signFlipTest(r.differences)));
  const all: Difference[] = raw.map((r, i) => ({ ...r, p: ps[i] ?? 1 })).filter((r) => r.differences.length > 0);
  if (all.length === 0) return [];
  const name = titleOf(comparison, control);
  if (all.every((d) => d.differences.length === 1)) return [oneSeed(what, name, all)];
  return [severalSeeds(what, name, all)];
}

/** What a method cost as a share of its control, where the two are not alike: an unlike cost is no fair comparison. */
function costAgainst(comparison: Comparison, method: string, control: string): string {
  const cost = (name: string) => comparison.runs.find((run) => run.method === name)?.units.predicted ?? 0;
  const share = cost(method) / cost(control);
  return Math.abs(share - 1) < 0.02 ? '' : ` at ${(100 * share).toFixed(0)} % of its cost`;
}

function bySeed(comparison: Comparison, method: string, measure: 'accuracy' | 'robust'): BySeed {
  return new Map(
    cells(comparison, method).map(({ seed, development, robust }) => [
      seed,
      measure === 'accuracy' ? development : robust,
    ]),
  );
}

function oneSeed(what: string, control: string, all: readonly Difference[]): string {
  const parts = all.map((d) => `${d.title} ${signed(d.differences[0] ?? 0)}`);
  return `${what}, in points against ${control}: ${list(parts)}.`;
}

function severalSeeds(what: string, control: string, all: readonly Difference[]): string {
  const shown = (d: Difference) => {
    const s = spread(d.differences);
    return s ? `${d.title} (median ${signed(s.median)}, ${signed(s.low)} to ${signed(s.high)})` : d.title;
  };
  const seeds = Math.max(...all.map((d) => d.differences.length));
  const proven = all.filter((d) => d.p <= level);
  const up = all.filter((d) => d.p > level && d.differences.every((x) => x > 0));
  const down = all.filter((d) => d.p > level && d.differences.every((x) => x < 0));
  const open = all.filter((d) => ![...proven, ...up, ...down].includes(d));
  const clauses = [
    ...proven.map((d) => `${shown(d)} differs beyond chance (exact paired test, Holm-corrected p = ${d.p.toFixed(3)})`),
    ...(up.length > 0 ? [`higher in all ${seeds} seeds: ${list(up.map(shown))}`] : []),
    ...(down.length > 0 ? [`lower in all ${seeds} seeds: ${list(down.map(shown))}`] : []),
    ...(open.length > 0 ? [`no clear direction: ${list(open.map(shown))}`] : []),
  ];
  const needed = fewestSeeds(all.length, level);
  const caution =
    proven.length > 0
      ? ''
      : needed > seeds
        ? ` ${seeds} seeds cannot tell any of this from chance: with ${count(all.length)} ` +
          `${all.length === 1 ? 'comparison' : 'comparisons'} the exact paired test needs at least ${needed}.`
        : ` None of this differs from chance at the 5 % level (exact paired test, Holm-corrected).`;
  return `${what}, in points against ${control}: ${clauses.join('; ')}.${caution}`;
}

function signed(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${points(Math.abs(difference))}`;
}
