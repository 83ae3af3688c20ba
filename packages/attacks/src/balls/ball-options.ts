import {
  absolute,
  length,
  lengthOrNone,
  risen,
  type Length,
  type Measured,
  type Model,
  type Schedule,
} from '@advtrain/core';
import type { Ball } from './ball.ts';
import { l2 } from './l2.ts';
import { linf } from './linf.ts';
import type { Per } from './sizes.ts';

/** A ball as options give it: lengths are numbers, or shares such as `5%` of the median ‖x‖ of the data; of pixels, of their domain. */
export interface BallChoice {
  /** ε: how large a perturbation may be; `none` for no projection. */
  readonly radius: Length | 'none';
  /** α: how far one move goes. */
  readonly stepSize: Length;
  /** s: magnitude of the random start. */
  readonly start: Length;
  /** Whose sizes they are: an example's (default), or each token's. Then shares are of the median ‖x‖ of a token. */
  readonly per?: Per;
}

/** A ball whose lengths are numbers, but a radius that may be `none`. */
export type AbsoluteBall = {
  readonly [Name in 'radius' | 'stepSize' | 'start']: Exclude<BallChoice[Name], `${number}%`>;
};

/**
 * The options of a method that moves in a ball, with other defaults than {@link ballOptions}, and of what is each token's.
 *
 * @param defaults the default of each option.
 */
export function ballOptionsFrom({ stepSize, start, radius, per = 'example' }: BallChoice) {
  const unit = per === 'token' ? 'token' : 'ball';
  return {
    stepSize: length({
      min: 0,
      unit,
      default: stepSize,
      says: 'length of one move of the perturbation (α): in l2; for images, of every pixel',
    }),
    start: length({
      min: 0,
      unit,
      default: start,
      says: 'magnitude of the random start (s); 0 starts at the clean example',
    }),
    radius: lengthOrNone({
      unit,
      default: radius,
      says: 'radius of the ball (ε): l2 around embeddings, ℓ∞ around pixels; or none for no projection',
    }),
  };
}

/**
 * The options of a method that moves in a ball: the same for all that are not published with one of their own. The defaults are
 * shares, so that they suit embeddings of every length; of pixels in [0, 1] they are about 8/255, 2/255 and 1/255.
 */
export const ballOptions = ballOptionsFrom({ stepSize: '0.7%', start: '0.5%', radius: '3%' });

/**
 * The lengths of a ball as numbers. `of` is what a method trains, or its model alone, where no length is a share of ‖x‖.
 *
 * @param of the subject, or its model.
 * @param choice ε, α, s and whose sizes they are.
 */
export function absoluteBall(of: Measured | Model, { stepSize, start, radius, per }: BallChoice): AbsoluteBall {
  const measured = 'model' in of ? of : { model: of };
  const unit = per === 'token' && !measured.model.domain ? 'token' : 'ball';
  return {
    stepSize: absolute('stepSize', stepSize, unit, measured),
    start: absolute('start', start, unit, measured),
    radius: radius === 'none' ? radius : absolute('radius', radius, unit, measured),
  };
}

/** What the sizes of a ball depend on beside the options: the part of a subject that says it. */
export interface Sized extends Measured {
  /** A factor in [0, 1] that ε, α and s rise with. Default: 1 throughout. */
  readonly rise?: Schedule;
}

/**
 * The ball that options mean for what a method trains: ℓ∞ around pixels, which have a domain, and l2 around embeddings. Shares of
 * ‖x‖ need the subject, which has its length; where all are numbers, or x are pixels, its model will do. They rise as
 * the subject says.
 *
 * @param of the subject, or its model.
 * @param choice ε, α, s and whose sizes they are.
 */
export function ballFor(of: Sized | Model, choice: BallChoice): Ball {
  const { stepSize, start, radius } = absoluteBall(of, choice);
  const { model, rise }: Pick<Sized, 'rise'> & { readonly model: Pick<Model, 'domain'> } =
    'model' in of ? of : { model: of };
  const make = model.domain ? linf : l2;
  const { per = 'example' } = choice;
  const limit = radius === 'none' ? Infinity : radius;
  return make({ stepSize: risen(stepSize, rise), start: risen(start, rise), radius: risen(limit, rise), per });
}
