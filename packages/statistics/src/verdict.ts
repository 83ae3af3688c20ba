import { bcaInterval } from './bootstrap/one-sample.ts';
import type { Interval } from './bootstrap/interval.ts';
import { checkShare } from './numbers/checked.ts';
import { holm } from './tests/holm.ts';
import { signFlipTest } from './tests/sign-flip.ts';

/** What the paired differences of a method against its control amount to. */
export interface Verdict {
  /** Of the exact sign-flip test, corrected for the comparisons beside it by Holm. */
  readonly p: number;
  /** The BCa interval of the mean difference, for this comparison alone; absent with fewer than two differences. */
  readonly interval?: Interval;
  /** `better` or `worse` only where the test and the interval agree that it is not 0. */
  readonly verdict: 'better' | 'worse' | 'undecided';
}

/** How strict verdicts are. */
export interface VerdictOptions {
  /** The chance that any of the comparisons is decided where nothing differs. Default 0.05; the intervals are of 1 − level. */
  readonly level?: number;
  /** Resamples of an interval. Default 10,000. */
  readonly resamples?: number;
  /** What the resamples follow from. Default 1. */
  readonly seed?: number;
}

/**
 * The rule by which a comparison names a winner: the exact sign-flip test on paired seeds, corrected by Holm over all `comparisons`, **and** the
 * BCa interval of the mean difference must agree. The test alone keeps the level; the interval says how large, and withholds what a
 * test alone would call proven (after arXiv 2511.19794, which requires both).
 *
 * @param comparisons of each method its differences from the control, one a seed, in any unit
 * @param options the level (default 0.05), the resamples (default 10,000), and the seed that they follow from (default 1).
 */
export function verdicts(
  comparisons: readonly (readonly number[])[],
  { level = 0.05, resamples = 10_000, seed = 1 }: VerdictOptions = {},
): readonly Verdict[] {
  checkShare('level', level, 0.05);
  const ps = holm(comparisons.map(signFlipTest));
  return comparisons.map((differences, place) => {
    const p = ps[place]!;
    if (differences.length < 2) return { p, verdict: 'undecided' };
    const interval = bcaInterval(differences, { confidence: 1 - level, resamples, seed });
    return { p, interval, verdict: p <= level ? sideOf(interval) : 'undecided' };
  });
}

function sideOf({ low, high }: Interval): Verdict['verdict'] {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'undecided';
}
