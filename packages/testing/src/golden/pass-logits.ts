import type { GoldenCase, Tolerance, Trace } from './case.ts';
import type { Comparison } from './comparison.ts';
import type { SeenPass } from './witness.ts';

/**
 * The tolerance of the logits of passes, for which cases state none: like the stated ones 20 times the distance of the
 * source's float32 run from its float64 run, or 3e-6 of the largest number if that is more. None without logits.
 */
export function passLogitsTolerance(float32: Trace = {}, float64: Trace = {}): { logits?: Tolerance } {
  const [rough, exact] = [float32, float64].map(({ passes = [] }) =>
    passes.flatMap(({ logits = [] }) => logits.flat()),
  );
  if (!exact?.length) return {};
  const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const distance = exact.reduce((most, value, i) => Math.max(most, Math.abs(value - (rough?.[i] ?? value))), 0);
  return { logits: { suggestedAbsTolerance: Math.max(20 * distance, 3e-6 * largest) } };
}

/**
 * Every logits that the source printed are those of a pass that was taken on that micro-batch. Which one is not printed
 * for all methods, so the nearest counts: δ follows from what came before, and a pass in the wrong place has others.
 */
export function comparePassLogits(
  differences: Comparison,
  { trace }: Pick<GoldenCase, 'trace'>,
  passes: readonly SeenPass[],
): void {
  for (const [at, { microBatch, logits }] of (trace.passes ?? []).entries()) {
    if (!logits) continue;
    const expected = logits.flat();
    const apart = (seen: SeenPass): number =>
      expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (seen.logits[i] ?? NaN))), 0);
    const [nearest] = passes.filter((pass) => pass.microBatch === microBatch).sort((a, b) => apart(a) - apart(b));
    differences.add('logits', `logits of ${microBatch}, line ${at}`, nearest?.logits ?? [], expected);
  }
}
