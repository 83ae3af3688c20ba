import type { Model } from './model.ts';

/** A length of a perturbation: a number, or a share of the lengths that the data have: `5%`. */
export type Length = number | `${number}%`;

/**
 * How long the points x are that perturbations are added to: medians over training examples. A length as `5%` is a share of one of
 * them. Measured without the perturbation and without padding.
 */
export interface Lengths {
  /** ‖x‖₂ of an example, over all its tokens and dimensions, or its pixels. */
  readonly example: number;
  /** ‖x‖₂ of a token, over its last axis. */
  readonly token: number;
  /** Of one entry: the root mean square of a token's, `token / √width`; for pixels the width of the model's domain. */
  readonly entry: number;
}

/**
 * What `100%` of a length is: one of {@link Lengths}, or that of the `ball` which suits the model: an example's for l2 balls around
 * embeddings, an entry's for ℓ∞ balls around pixels.
 */
export type LengthUnit = 'ball' | keyof Lengths;

/** What a share is made absolute with: the part of a subject that says it. */
export interface Measured {
  readonly model: Pick<Model, 'domain'>;
  /** Absent where nobody has measured them: then only the entries of pixels have a length, that of their domain. */
  readonly lengths?: Lengths;
}

/**
 * The option `name` as a number: a share becomes that share of the unit. Throws one sentence where the unit is not known.
 *
 * @param name what the option is called in the sentence.
 * @param length a number, or a share such as `5%`.
 * @param unit what `100%` of the option is.
 * @param measured the model, with the lengths that were measured on its data.
 */
export function absolute(name: string, length: Length, unit: LengthUnit, measured: Measured): number {
  if (typeof length === 'number') return length;
  const whole = unitLength(unit, measured);
  if (whole === undefined)
    throw new Error(
      `${name} is ${length}, a share of the median length of the training data, which was not measured: give the subject ` +
        `its lengths, or ${name} as a number.`,
    );
  return (percentOf(length) * whole) / 100;
}

/**
 * What `100%` is, as a number; `undefined` where it is not known.
 *
 * @param unit what lengths are shares of.
 * @param measured the model, with the lengths that were measured on its data.
 */
export function unitLength(unit: LengthUnit, { model: { domain }, lengths }: Measured): number | undefined {
  const of = unit === 'ball' ? (domain ? 'entry' : 'example') : unit;
  if (of === 'entry' && domain) return domain[1] - domain[0];
  return lengths?.[of];
}

/** The number before the sign: 5 of `5%`. */
function percentOf(share: string): number {
  return Number(share.slice(0, -1));
}
