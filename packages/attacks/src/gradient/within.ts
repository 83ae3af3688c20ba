import { atLeast, needed, numberFrom, oneOf, type RulesOf } from '@advtrain/core';
import type { Model } from '@advtrain/core';
import type { Ball } from '../balls/ball.ts';
import { l2 } from '../balls/l2.ts';
import { linf } from '../balls/linf.ts';
import type { Per } from '../balls/sizes.ts';
import type { Norm } from './perturbation.ts';

/** The ball that an attack stays in. */
export interface Within {
  /** ε, at least 0: at 0 only clean errors count. */
  readonly radius: number;
  /** Default: `linf` where the model has a domain (pixels), else `l2` (embeddings). */
  readonly norm?: 'l2' | 'linf';
  /** Whose size ε is: that of an example (default), or of each token. */
  readonly per?: Per;
}

/** What {@link Within} must be. */
export const withinRules: RulesOf<Within> = {
  radius: needed(numberFrom(0)),
  norm: oneOf('l2', 'linf'),
  per: oneOf('example', 'token'),
};

/** The norm that a ball on this model has. */
export function normOf({ norm, per = 'example' }: Within, model: Pick<Model, 'domain'>): Norm {
  return { norm: norm ?? (model.domain ? 'linf' : 'l2'), per };
}

/** A ball, and its radius as the schedule that an algorithm lists among its sizes. */
export interface Sphere {
  readonly ball: Ball;
  readonly radius: () => number;
}

/** The ball itself, in which directions are signs for ℓ∞ and unit vectors for l2. Throws one sentence for a negative radius. */
export function sphere(within: Within, model: Pick<Model, 'domain'>): Sphere {
  atLeast('radius', within.radius, 0);
  const { norm, per } = normOf(within, model);
  const radius = (): number => within.radius;
  const ball =
    norm === 'l2' ? l2({ radius, stepSize: radius, per }) : linf({ radius, stepSize: radius, per, direction: 'sign' });
  return { ball, radius };
}
