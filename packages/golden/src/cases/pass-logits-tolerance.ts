import type { Tolerance, Trace } from './case.ts';

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
