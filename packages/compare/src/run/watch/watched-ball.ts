import { l2, linf } from '@advtrain/attacks';
import type { Ball, BallOptions } from '@advtrain/attacks';
import { absolute, at, lengthUnitOf } from '@advtrain/core';
import type { Length, LengthUnit, Measured } from '@advtrain/core';
import type { Configured } from '../../methods/configured.ts';
import type { Plan } from '../plan.ts';

/** The ball that a method perturbs in, as a watch attacks in it. */
export interface WatchedBall {
  /** ε of the latest step; 0 before the method begins. */
  readonly radius: (stepsTaken: number) => number;
  /** A ball of this shape and these sizes. */
  readonly of: (sizes: Pick<BallOptions, 'radius' | 'stepSize' | 'start'>) => Ball;
}

/** The ball of a method by its options; `undefined` where it has none, or one without limit. */
export function watchedBall(
  { entry, options }: Configured,
  { begin, rise = 1 }: Pick<Plan, 'begin' | 'rise'>,
  measured: Measured,
): WatchedBall | undefined {
  const { radius } = options;
  const isLength = typeof radius === 'number' || (typeof radius === 'string' && radius.endsWith('%'));
  if (!isLength) return undefined;
  const unit = unitOf(entry, measured);
  const whole = absolute('radius', radius as Length, unit, measured);
  const make = unit === 'entry' || (unit === 'ball' && measured.model.domain) ? linf : l2;
  const per = unit === 'token' ? 'token' : 'example';
  return {
    radius: (taken) => (taken > begin ? whole * at(rise, taken - 1) : 0),
    of: (sizes) => make({ ...sizes, per }),
  };
}

/** What the radius is a length of. Pixels have no tokens: there a method per token moves in the ball of all others. */
function unitOf({ options }: Configured['entry'], { model }: Measured): LengthUnit {
  const unit = lengthUnitOf(options['radius'] ?? {}) ?? 'ball';
  return unit === 'token' && model.domain ? 'ball' : unit;
}
