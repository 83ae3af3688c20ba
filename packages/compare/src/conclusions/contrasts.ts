import { discordant, mean, pairedDifferences, twoLevelInterval, verdicts } from '@advtrain/statistics';
import type { Interval, Verdict } from '@advtrain/statistics';
import type { ComparedMethod, Comparison } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import { controlFor, isSound, isStopped } from './control.ts';
import type { Measure } from './measures.ts';

/** The chance that any method of a measure is called better or worse where none is. */
export const level = 0.05;

/** What differences of shares are less than out of rounding alone. */
export const rounding = 1e-9;

/** A method against its control in one measure. */
export interface Contrast {
  readonly method: ComparedMethod;
  /** The name of what it is compared with. */
  readonly control: string;
  readonly measure: Measure;
  /** What the method measured, the mean of the seeds that the control has too. */
  readonly value: number;
  /** Its differences from the control, a share a seed. */
  readonly differences: readonly number[];
  /** Absent of a method that a race has stopped: when it was depends on its differences, so they are in no test. */
  readonly verdict: Verdict | undefined;
}

/**
 * Every sound method with a seed in common with its control, against it: the given one, or natural training where that cost what the
 * method did. Their tests are corrected for one another.
 */
export function contrastsOf(comparison: Comparison, control: string, measure: Measure): readonly Contrast[] {
  const others = comparison.methods
    .filter(({ name }) => name !== control && isSound(comparison, name))
    .map((method) => {
      const its = controlFor(comparison, method.name, control);
      const reference = bySeed(comparison, its, measure);
      const own = bySeed(comparison, method.name, measure);
      const shared = [...own].filter(([seed]) => reference.has(seed)).map(([, value]) => value);
      const differences = pairedDifferences(own, reference).map((each) => difference(each, 0));
      return { method, control: its, measure, value: mean(shared), differences };
    })
    .filter(({ differences }) => differences.length > 0);
  const isOut = others.map(({ method }) => isStopped(comparison, method.name));
  // The stopped keep their place in the family, which errs on the safe side.
  const found = verdicts(
    others.map(({ differences }, i) => (isOut[i] ? [] : differences)),
    { level },
  );
  return others.map((other, i) => ({ ...other, verdict: isOut[i] ? undefined : found[i]! }));
}

/** How much more one share is than another; 0 where that is rounding, of which a race and a test would see the sign. */
export function difference(share: number, other: number): number {
  const found = share - other;
  return Math.abs(found) < rounding ? 0 : found;
}

/** What a method measured in each seed; a seed that measured nothing is left out. */
export function bySeed(comparison: Comparison, method: string, measure: Measure): ReadonlyMap<number, number> {
  return new Map(
    runsOf(comparison, method)
      .map((run) => [run.seed, measure.of(run)] as const)
      .filter(([, value]) => Number.isFinite(value)),
  );
}

function runsOf({ runs }: Comparison, method: string): readonly RunResult[] {
  return runs.filter((run) => run.method === method && run.status === 'finished');
}

/**
 * What a method answered right less what the control did, −1, 0 or 1, by seed and example; `undefined` where runs do not say which
 * examples they answered right, or not of the same ones.
 */
function table(
  comparison: Comparison,
  { method, control, measure }: Contrast,
): readonly (readonly number[])[] | undefined {
  const rows: number[][] = [];
  for (const run of runsOf(comparison, method.name)) {
    const other = runsOf(comparison, control).find(({ seed }) => seed === run.seed);
    if (!other) continue;
    const own = measure.each(run);
    const its = measure.each(other);
    if (!own || own.length !== its?.length) return undefined;
    rows.push(own.map((isRight, i) => Number(isRight) - Number(its[i])));
  }
  return rows.length > 0 ? rows : undefined;
}

/**
 * Where the difference lies for other seeds and other examples: the two-level bootstrap interval, as shares; with one seed, for other
 * examples alone. `undefined` where runs do not say which examples they answered right.
 */
export function withExamples(comparison: Comparison, contrast: Contrast): Interval | undefined {
  const rows = table(comparison, contrast);
  if (!rows || rows[0]!.length < 2) return undefined;
  const { sets } = contrast.measure;
  return twoLevelInterval(rows, {
    resamples: 1000,
    ...(sets.length > 1 && { sets: sets.map(({ examples }) => examples) }),
  });
}

/** On what share of the examples one of two models alone is right: as counted, or as if they erred on examples of their own. */
export function discordantShare(comparison: Comparison, contrast: Contrast): number {
  const [row] = table(comparison, contrast) ?? [];
  if (!row) return 2 * contrast.value * (1 - contrast.value);
  const { onlyFirst, onlySecond } = discordant(
    row.map((difference) => difference > 0),
    row.map((difference) => difference < 0),
  );
  return (onlyFirst + onlySecond) / row.length;
}
