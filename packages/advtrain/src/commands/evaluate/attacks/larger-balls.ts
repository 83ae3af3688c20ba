import type { AttackResult } from '../results.ts';

/** Results of attacks, where what a smaller ball has broken is broken in the larger ones too, for they have it inside. */
export function brokenInLarger(results: readonly AttackResult[]): readonly AttackResult[] {
  return results.map((result) => {
    const { as, radius, exhausted = [] } = result;
    if (!radius) return result;
    const smaller = results.filter((other) => other.as === as && other.radius && other.radius.value < radius.value);
    const isBroken = (place: number): boolean => smaller.some(({ held }) => held[place] === 0);
    const left = exhausted.filter((place) => !isBroken(place));
    const { exhausted: _, ...rest } = result;
    return {
      ...rest,
      held: result.held.map((stands, place) => (isBroken(place) ? 0 : stands)),
      ...(left.length > 0 && { exhausted: left }),
    };
  });
}
