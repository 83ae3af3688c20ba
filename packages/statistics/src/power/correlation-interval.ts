import type { Interval } from '../bootstrap/interval.ts';
import { checkCount, checkShare } from '../numbers/checked.ts';
import { normalQuantile } from '../numbers/normal.ts';

/** A correlation that was measured on some examples. */
export interface MeasuredCorrelation {
  /** In [−1, 1]. */
  readonly value: number;
  /** Pairs of values, from 4 on. */
  readonly examples: number;
  /** Of values or of their ranks. Default `pearson`. */
  readonly kind?: 'pearson' | 'spearman';
  /** The share of such intervals that shall hold the truth, above 0 and below 1. Default 0.95. */
  readonly confidence?: number;
}

/**
 * Where a correlation lies on other examples of the same kind, in [−1, 1]: that of Fisher's z, whose standard error is 1 / √(n − 3) for
 * Pearson's (*On the probable error of a coefficient of correlation*, 1921) and √((1 + r²/2) / (n − 3)) for Spearman's (Bonett & Wright,
 * *Sample size requirements for estimating Pearson, Kendall and Spearman correlations*, 2000). Both suppose values that are about normal: with heavy tails they are too narrow.
 *
 * @param measured the correlation, on how many examples, of which kind (default Pearson's), and the confidence (default 0.95).
 */
export function correlationInterval({
  value,
  examples,
  kind = 'pearson',
  confidence = 0.95,
}: MeasuredCorrelation): Interval {
  if (!(value >= -1 && value <= 1)) throw new Error(`value is ${value}, but a correlation must be in [−1, 1].`);
  checkCount('examples', examples, 4);
  checkShare('confidence', confidence, 0.95);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const half = z * Math.sqrt((kind === 'spearman' ? 1 + value ** 2 / 2 : 1) / (examples - 3));
  return { low: Math.tanh(Math.atanh(value) - half), high: Math.tanh(Math.atanh(value) + half) };
}
