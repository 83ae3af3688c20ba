/** What is known of the norms of gradients so far. */
export interface Norms {
  /** The latest that were not high. */
  readonly recent: readonly number[];
  /** The largest median that so many of them ever had; absent before there were enough. */
  readonly usual?: number;
  /** How many in a row were high. */
  readonly high: number;
}

/** Norms before the first step. */
export const noNorms: Norms = { recent: [], high: 0 };

/** A median is of as many, and of at least that many at the beginning. */
const window = 25;
const least = 8;

/**
 * How many times the usual norm is high, and how many times is too high even once: in runs that learn, single norms came up to
 * ten times the usual one.
 */
const high = 20;
const extreme = 200;

/**
 * Takes note of the norm of a step. What is usual is the largest running median, and not the last: when training has
 * succeeded, gradients are small, and one hard example then makes a large one that means nothing.
 */
export function withNorm(norms: Norms, norm: number): Norms {
  const { recent, usual } = norms;
  const isHigh = norm === Infinity || (usual !== undefined && norm > high * usual);
  if (isHigh) return { ...norms, high: norms.high + 1 };
  const next = [...recent, norm].slice(-window);
  if (next.length < least) return { recent: next, high: 0 };
  return { recent: next, usual: Math.max(usual ?? 0, median(next)), high: 0 };
}

/** Whether gradients explode: three norms in a row above twenty times the usual one, or one above two hundred times. */
export function explodes({ usual, high }: Norms, norm: number): boolean {
  return norm === Infinity || high >= 3 || (usual !== undefined && norm > extreme * usual);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
