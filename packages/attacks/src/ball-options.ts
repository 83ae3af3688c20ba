import { real, realOrNone, risen, type Model, type Schedule } from '@advtrain/core';
import type { Ball } from './ball.ts';
import { l2 } from './l2.ts';
import { linf } from './linf.ts';

/** A ball as options give it. */
export interface BallChoice {
  /** ε: how large a perturbation may be; `none` for no projection. */
  readonly radius: number | 'none';
  /** α: how far one move goes. */
  readonly stepSize: number;
  /** s: magnitude of the random start. */
  readonly start: number;
}

/** The options of a method that moves in a ball, with other defaults than {@link ballOptions}. */
export function ballOptionsFrom({ stepSize, start, radius }: BallChoice) {
  return {
    stepSize: real({
      min: 0,
      default: stepSize,
      says: 'length of one move of the perturbation (α): in l2; for images, of every pixel',
    }),
    start: real({
      min: 0,
      default: start,
      says: 'magnitude of the random start (s); 0 starts at the clean example',
    }),
    radius: realOrNone({
      default: radius,
      says: 'radius of the ball (ε): l2 around embeddings, ℓ∞ around pixels; or none for no projection',
    }),
  };
}

/** The options of a method that moves in a ball: the same for all that are not published with one of their own. */
export const ballOptions = ballOptionsFrom({ stepSize: 0.05, start: 0.05, radius: 0.15 });

/**
 * The ball that options mean for a model: ℓ∞ around pixels, which have a domain, and l2 around embeddings. `rise` is that of the
 * subject: a factor in [0, 1] that ε, α and s have, by default 1.
 */
export function ballFor({ domain }: Model, { stepSize, start, radius }: BallChoice, rise?: Schedule): Ball {
  const make = domain ? linf : l2;
  const limit = radius === 'none' ? Infinity : radius;
  return make({ stepSize: risen(stepSize, rise), start: risen(start, rise), radius: risen(limit, rise) });
}
