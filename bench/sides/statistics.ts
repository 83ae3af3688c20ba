/** One turn of an interleaved measurement, in milliseconds. */
export interface Turn {
  readonly ours: number;
  readonly peer: number;
}

/** What the turns of a measurement amount to. */
export interface Summary {
  /** Median of ours / peer within a turn. */
  readonly ratio: number;
  /** Distance between the quartiles of those ratios. */
  readonly spread: number;
  readonly quartiles: readonly [low: number, high: number];
  /** Median of our times. */
  readonly ours_ms: number;
  /** Median of the peer's times. */
  readonly peer_ms: number;
}

/**
 * Sums turns up. The ratio is taken within each turn, before the median: what disturbs a machine for longer than a turn
 * disturbs both sides, and leaves the ratio.
 */
export function summarise(turns: readonly Turn[]): Summary {
  const ratios = turns.map(({ ours, peer }) => ours / peer);
  const low = quantile(ratios, 0.25);
  const high = quantile(ratios, 0.75);
  return {
    ratio: quantile(ratios, 0.5),
    spread: high - low,
    quartiles: [low, high],
    ours_ms: quantile(
      turns.map(({ ours }) => ours),
      0.5,
    ),
    peer_ms: quantile(
      turns.map(({ peer }) => peer),
      0.5,
    ),
  };
}

/** The quantile of a sample, interpolated between its neighbours (Hyndman & Fan's type 7, the usual one). */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) throw new Error('A sample without numbers has no quantiles.');
  return below + (above - below) * (at - Math.floor(at));
}
