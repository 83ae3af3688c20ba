import type { GoldenCase } from '../cases/case.ts';
import type { Comparison } from './comparison.ts';
import type { SeenPass } from '../subject/witness.ts';

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
