import type { Interval } from '../bootstrap/interval.ts';
import { checkShare, checkValues } from '../numbers/checked.ts';

/** What a bet risks, as a share of the most that it may. */
const risks = [1 / 256, 1 / 128, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 15 / 16];

/** The range of values, and how sure the interval is. */
export interface BettingOptions {
  /** The least that a value can be. Default −1, as of a difference of two accuracies or of two right answers. */
  readonly least?: number;
  /** The most that a value can be. Default 1. */
  readonly most?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/**
 * The confidence sequence of the mean of bounded values by betting (Waudby-Smith & Ramdas, *Estimating means of bounded random variables by
 * betting*, 2023; their grid of Kelly bets, here of fixed shares): if each value has the same mean whatever came before, the
 * intervals of **all** prefixes of `values` hold it together with a probability of at least `confidence`, whatever the distribution within
 * [least, most]. So one may look after each value, and stop when one likes.
 *
 * For each end a bettor wagers that the mean is beyond a candidate, and the end is where its wealth reaches 2 / (1 − confidence). Without
 * values the interval is the whole range.
 *
 * @param values in the order in which they came; one beyond the bounds is refused.
 * @param options the bounds, `least` (default −1) and `most` (default 1), and the confidence (default 0.95).
 */
export function bettingInterval(
  values: readonly number[],
  { least = -1, most = 1, confidence = 0.95 }: BettingOptions = {},
): Interval {
  checkShare('confidence', confidence, 0.95);
  checkValues('values', values, 0, '');
  if (!(least < most)) throw new Error(`least is ${least} and most ${most}, but least must be below most.`);
  const odd = values.find((value) => value < least || value > most);
  if (odd !== undefined) throw new Error(`values has ${odd}, but must be from ${least} to ${most}: set the range.`);
  const range = most - least;
  const shares = values.map((value) => (value - least) / range);
  const enough = Math.log(2 / (1 - confidence));
  const low = lowestMean(shares, enough);
  const high =
    1 -
    lowestMean(
      shares.map((share) => 1 - share),
      enough,
    );
  return { low: least + range * low, high: least + range * Math.max(low, high) };
}

/** The largest mean in [0, 1] that bets on more have refuted: their wealth falls as the mean that they bet against rises. */
function lowestMean(shares: readonly number[], enough: number): number {
  let low = 0;
  let high = 1;
  for (let halvings = 0; halvings < 34; halvings++) {
    const mean = (low + high) / 2;
    if (logWealth(shares, mean) >= enough) low = mean;
    else high = mean;
  }
  return low;
}

/** The logarithm of the mean wealth of bets that the mean is above `mean`, after all values. */
function logWealth(shares: readonly number[], mean: number): number {
  const logs = risks.map((risk) => shares.reduce((sum, share) => sum + Math.log1p(risk * (share / mean - 1)), 0));
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, each) => sum + Math.exp(each - most), 0) / logs.length);
}
