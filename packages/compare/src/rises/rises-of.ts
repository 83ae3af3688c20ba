import type { Model } from '@advtrain/core';
import { borneRadii, largestRises, nearestError } from '@advtrain/evaluate';
import type { ExampleSet, Pause } from '@advtrain/evaluate';

/** By how much a model's loss rises at most in balls that natural training bears, of each attacked example. */
export interface LossRises {
  /**
   * In the order of `attackedRows` of `@advtrain/evaluate`; null of one that the reference or this model gets wrong. Absent where the reference has no
   * radii, for it diverged.
   */
  readonly rises?: readonly (number | null)[];
  /** Of the reference itself the radius of each, null of one that it gets wrong. */
  readonly radii?: readonly (number | null)[];
}

/** Whose balls a model is measured in: its own, where it is the reference, or those of one that was measured before. */
export type Balls = 'own' | { readonly radii: readonly (number | null)[] | undefined };

/** Measures a model on so many of the attacked examples. */
export async function risesOf(
  model: Model,
  set: ExampleSet,
  { balls, examples, pause }: { readonly balls: Balls; readonly examples: number; readonly pause: Pause },
): Promise<LossRises> {
  const whole = nearestError(model, set);
  const how = { examples, pause };
  if (balls !== 'own') return balls.radii ? { rises: await largestRises(whole, balls.radii, how) } : {};
  const radii = await borneRadii(whole, how);
  return { rises: await largestRises(whole, radii, how), radii };
}
